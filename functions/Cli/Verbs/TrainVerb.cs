using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>train FILE…</c>: trains a model on a stream, registers it with its card, and makes it champion.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        Argument<FileInfo[]> files = new("FILE") { Description = "The stream to learn from: CSV, in order of time. Several files are one stream.", Arity = ArgumentArity.OneOrMore };
        Option<string?> map = CommonOptions.Map();
        Option<string?> at = new("--at") { Description = "Learn what was known at this day, yyyy-MM-dd. Without it, at the end of the stream." };
        Option<double?> maturity = CommonOptions.Maturity();
        Option<bool> forest = new("--with-forest") { Description = "Also grow a random forest on the same rows and register it, as a challenger." };
        Option<bool> register = new("--only-register") { Description = "Keep the model without making it champion." };
        Option<string> data = CommonOptions.Data();
        Command command = new("train", """
            Train a model on a stream of labelled transactions: boosted trees, a recurrent network over each customer's payments and an autoencoder. They are weighed against each other and calibrated on the newest learnable week, and kept with their card.

            Labels count from the day they became known; a transaction without one counts as genuine after a week. It takes 52 days of history and more: the states fill up first, then there must be something to learn from and a week to calibrate on.

              train bank.csv
              train transactions_2018-0*.csv.gz --map handbook --at 2018-08-01
            """) { files, map, at, maturity, forest, register, data };
        command.SetWork(async (parsed, cancellation) =>
        {
            EventFiles events = new(parsed.GetValue(files)!, parsed.GetValue(map));
            FeatureTable table = Table(events, cancellation);
            StreamCheck.Tell(table, events.Map);
            DateTimeOffset? day = CommonOptions.Day(parsed.GetValue(at), "--at");
            TrainingOptions trees = new() { Maturity = CommonOptions.Days(parsed, maturity) ?? new TrainingOptions().Maturity };
            Stopwatch watch = Stopwatch.StartNew();
            TrainedModel model = Fit(table, day, cancellation, new TrainModelsOptions { Trees = trees });
            TrainedModel? challenger = parsed.GetValue(forest) ? Fit(table, day, cancellation, new TrainModelsOptions { Trees = trees with { Forest = new ForestOptions { Seed = 1 } }, Sequence = null, Autoencoder = null }) : null;
            TimeSpan took = watch.Elapsed;
            HostingOptions hosting = new() { DataFolder = parsed.GetValue(data)!, Http = false };
            bool champion = !parsed.GetValue(register);
            await KeepAsync(hosting, table, model, challenger, champion, cancellation);
            Console.WriteLine($"model {model.Card.Id} is {(champion ? "champion" : "registered")} in {hosting.DataFolder}");
            Tell(model);
            if (challenger is not null)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"random forest {challenger.Card.Id} is registered; average precision {challenger.Card.Metrics.GetValueOrDefault("averagePrecision"):F3} on the same week"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trained in {took.TotalSeconds:F0} s on {table.Rows.Rows:N0} rows, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB"));
            return 0;
        });
        return command;
    }

    private static async Task KeepAsync(HostingOptions hosting, FeatureTable table, TrainedModel model, TrainedModel? challenger, bool champion, CancellationToken cancellation)
    {
        await using AppHost app = AppHost.Build(hosting);
        ModelRegistry registry = app.Get<ModelRegistry>();
        await registry.RegisterAsync(model.Card, model.Files, cancellation);
        await app.Get<ModelFindings>().KeepAsync(model.Card.Id, Reference(table, model), cancellation);
        if (challenger is not null)
            await registry.RegisterAsync(challenger.Card, challenger.Files, cancellation);
        if (champion)
            await registry.PromoteAsync(model.Card.Id, cancellation);
    }

    private static void Tell(TrainedModel model)
    {
        Console.WriteLine($"  trained on         {model.Card.TrainedOn.From:yyyy-MM-dd} to {model.Card.TrainedOn.Until:yyyy-MM-dd}, weighed, calibrated and measured on the week after, each customer by what was fitted on the others");
        foreach ((string name, double value) in model.Card.Metrics)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-24} {(value >= 1_000 ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture))}"));
        if (model.Card.Metrics.Count == 0 || model.Card.Metrics["averagePrecision"] < .1)
            Console.Error.WriteLine("  Careful: on the week after it hardly ranks frauds before others. With --only-register the present champion would have stayed.");
        Console.WriteLine($"  features that move the score most: {string.Join(", ", Strongest(model))}");
        if (model.Trials.Count > 0)
            Console.WriteLine("  ways to put the parts together; one with more of them serves only where it lowers the loss on other customers by more than chance:");
        foreach (BlendTrial trial in model.Trials)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(trial.Chosen ? "serves: " : "tried:  ")}{trial.Parts,-32} log loss {trial.LogLoss:F5}, average precision {trial.AveragePrecision:F3}"));
        if (model.Card.Auxiliary is { } auxiliary)
            Console.WriteLine($"  recorded without a weight: {string.Join(", ", auxiliary)}");
    }

    internal static FeatureTable Table(EventFiles events, CancellationToken cancellation)
    {
        using ConsoleProgress progress = new("features", () => events.Share);
        return BuildFeatureTable.From(events.Read(), ActiveBasis.Schema, progress, cancellation);
    }

    internal static TrainedModel Fit(FeatureTable table, DateTimeOffset? at, CancellationToken cancellation, TrainModelsOptions? options = null)
    {
        if (table.Rows.Rows == 0)
            throw new UsageException("There is no readable transaction in the stream.");
        DateTimeOffset end = table.Rows.Times.Span[^1];
        if (at > end.AddDays(1))
            throw new UsageException($"--at: {at:yyyy-MM-dd} lies after the end of the stream, {end:yyyy-MM-dd}: nothing would be known of its last days.");
        using PartProgress progress = new();
        try
        {
            return TrainModels.At(table, at ?? end, options ?? new TrainModelsOptions(), progress, cancellation);
        }
        catch (TooLittleToLearnFrom wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    /// <summary>What drift will be measured against: the rows that the model was measured on, which it was not fitted on.</summary>
    internal static ModelReference Reference(FeatureTable table, TrainedModel model)
        => ModelReference.Of(table.Rows.Select([.. model.MeasuredOn]), model.Probabilities(table, [.. model.MeasuredOn]));

    private static IEnumerable<string> Strongest(TrainedModel model)
        => model.Importance.Select((moves, column) => (moves, column)).OrderByDescending(pair => pair.moves).Take(5)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{ActiveBasis.Schema.Columns[pair.column].Name} {pair.moves:F2}"));
}
