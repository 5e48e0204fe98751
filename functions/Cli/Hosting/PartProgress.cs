using FraudFunctions.Learning.Training;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Shows a training part by part: each has a line of its own, with its time.</summary>
internal sealed class PartProgress : IProgress<TrainingStep>, IDisposable
{
    private ConsoleProgress? line;
    private TrainingStep now;

    public void Report(TrainingStep value)
    {
        if (value.Part != now.Part)
        {
            line?.Dispose();
            line = new ConsoleProgress(value.Part, () => now.Share);
        }
        now = value;
        line!.Report((long)(value.Share * 100));
    }

    public void Dispose() => line?.Dispose();
}
