using FraudFunctions.App.Stores.Local;

namespace FraudFunctions.Tests.App.Stores;

public sealed class LocalFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private LocalFiles Files => new(folder.Of("files"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_read_back_and_listed()
    {
        await Files.PutAsync("models/a/model.onnx", new byte[] { 1, 2, 3 });
        await Files.PutAsync("models/b/model.onnx", new byte[] { 4 });
        await Files.PutAsync("reports/x.md", new byte[] { 5 });
        Assert.Equal([1, 2, 3], await Files.GetAsync("models/a/model.onnx"));
        Assert.Equal(["models/a/model.onnx", "models/b/model.onnx"], await Files.ListAsync("models/"));
        Assert.Null(await Files.GetAsync("models/c/model.onnx"));
    }

    [Fact]
    public async Task Writing_again_replaces_the_whole()
    {
        await Files.PutAsync("a", new byte[1_000]);
        await Files.PutAsync("a", new byte[] { 9 });
        Assert.Equal([9], await Files.GetAsync("a"));
    }

    [Fact]
    public async Task Of_many_who_create_one_file_one_succeeds()
    {
        bool[] created = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Files.CreateAsync("seal", new byte[] { (byte)i }))));
        int winner = Array.IndexOf(created, true);
        Assert.Equal(1, created.Count(one => one));
        Assert.Equal((byte)winner, Assert.Single((await Files.GetAsync("seal"))!));
        Assert.Equal(["seal"], await Files.ListAsync(""));
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_no_file()
    {
        await Files.PutAsync("a", new byte[] { 1 });
        File.WriteAllBytes(folder.Of("files/a.xyz.partial"), [0]);
        Assert.Equal(["a"], await Files.ListAsync(""));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside")]
    [InlineData("")]
    public async Task A_name_does_not_lead_outside(string name)
        => await Assert.ThrowsAsync<ArgumentException>(() => Files.PutAsync(name, new byte[] { 1 }));

    [Fact]
    public async Task A_deleted_file_is_gone()
    {
        await Files.PutAsync("a", new byte[] { 1 });
        await Files.DeleteAsync("a");
        Assert.Null(await Files.GetAsync("a"));
    }
}
