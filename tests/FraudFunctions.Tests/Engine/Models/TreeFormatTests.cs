using FraudFunctions.Engine.Models;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class TreeFormatTests
{
    [Property]
    public bool What_was_written_is_read(int seed)
    {
        var model = SomeTrees.Random(seed, 1 + (seed & 7), trees: seed & 3, depth: 1 + (seed >> 4 & 7));
        var read = TreeEnsemble.FromBytes(model.ToBytes());
        return read.Id == model.Id && read.SchemaHash == model.SchemaHash && read.Width == model.Width
            && read.Nodes.SequenceEqual(model.Nodes) && read.Roots.SequenceEqual(model.Roots);
    }

    [Fact]
    public void The_bytes_of_version_1_stay_the_same()
        => Assert.Equal("bc0569c48e5b", SomeTrees.Amount().Id[..12]);

    [Fact]
    public void The_link_is_written_and_read()
    {
        var forest = new TreeEnsemble(SomeTrees.Schema, 1, 0, [[TreeNode.Leaf(.3f, 1)]], Link.Identity);
        var read = TreeEnsemble.FromBytes(forest.ToBytes());
        Assert.Equal((Link.Identity, forest.Id), (read.Link, read.Id));
        Assert.NotEqual(forest.Id, new TreeEnsemble(SomeTrees.Schema, 1, 0, [[TreeNode.Leaf(.3f, 1)]]).Id);
        Assert.Equal(Link.Logistic, TreeEnsemble.FromBytes(SomeTrees.Amount().ToBytes()).Link);
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var bytes = SomeTrees.Amount().ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromBytes(bytes));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        var bytes = SomeTrees.Amount().ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromBytes(bytes.AsSpan(0, length)));
    }
}
