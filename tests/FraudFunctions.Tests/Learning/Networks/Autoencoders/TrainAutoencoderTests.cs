using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.Learning.Networks.Autoencoders;

public sealed class TrainAutoencoderTests
{
    private static readonly AutoencoderOptions Quick = new() { Hidden = 32, Middle = 6, Epochs = 6, Batch = 128 };
    private static readonly Lazy<TrainedAutoencoder> trained = new(() => Fit(SomeBehaviour.Rows(8000, seed: 1), Quick));

    [Fact]
    public void Rows_that_break_the_habits_rank_above_those_that_keep_them()
    {
        Dataset later = SomeBehaviour.Rows(4000, seed: 2, frauds: .05);
        double auc = Ranking.Of(ScoreRows.With(trained.Value.Network, later.Features), later.Labels.Span).RocAuc();
        Assert.True(auc > .95, $"AUC {auc:F3}");
    }

    [Fact]
    public void Frauds_at_a_simulated_bank_look_unusual_though_no_label_was_read()
    {
        FeatureTable bank = TrainedBank.Instance.Past.ToTable();
        DateTimeOffset start = bank.Rows.Times.Span[0], at = start.AddDays(46);
        TrainedAutoencoder fitted = TrainAutoencoder.Fit(bank.KnownAt(at, TimeSpan.FromDays(7), start.AddDays(10)), bank.Schema, Quick, cancellation: TestContext.Current.CancellationToken);
        Dataset later = bank.Rows.Select([.. Enumerable.Range(0, bank.Rows.Rows).Where(row => bank.Rows.Times.Span[row] >= at)]);
        double auc = Ranking.Of(ScoreRows.With(fitted.Network, later.Features), later.Labels.Span).RocAuc();
        Assert.True(auc > .65, $"AUC {auc:F3} of {later.Positives} frauds");
        TestContext.Current.TestOutputHelper?.WriteLine($"AUC {auc:F3} of {later.Positives} frauds");
    }

    [Fact]
    public void A_single_column_pushed_far_out_is_named_first_and_raises_the_percentile()
    {
        Autoencoder network = trained.Value.Network;
        Dataset later = SomeBehaviour.Rows(300, seed: 3, missing: 0);
        (int first, double raised) = (0, 0);
        for (int row = 0; row < later.Rows; row++)
        {
            float[] values = [.. later.Features.Row(row)];
            double before = network.Percentile(Error(network, values));
            int column = SomeBehaviour.Columns[row % SomeBehaviour.Columns.Count];
            values[column] = 1000 * (1 + values[column]);
            IReadOnlyList<Deviation> deviations = network.Attribute(values);
            first += deviations[0].Column == column ? 1 : 0;
            raised += network.Percentile(Error(network, values)) > before ? 1 : 0;
            Assert.Equal(1, deviations.Sum(deviation => deviation.Share), 1e-6);
            Assert.True(deviations[0].Expected < deviations[0].Actual || deviations[0].Column != column);
        }
        Assert.True(first >= .98 * later.Rows && raised >= .98 * later.Rows, $"{first} named first, {raised} raised, of {later.Rows}.");
    }

    [Fact]
    public void What_is_expected_of_a_column_is_near_what_the_others_say()
    {
        // Columns 0 and 6 hang on the same habit: with the first of them twenty times too high the other habits still tell what it should be.
        Autoencoder network = trained.Value.Network;
        Dataset later = SomeBehaviour.Rows(200, seed: 4, missing: 0);
        double[] off = new double[later.Rows];
        for (int row = 0; row < later.Rows; row++)
        {
            float[] values = [.. later.Features.Row(row)];
            int column = SomeBehaviour.Columns[12];
            float usual = values[column];
            values[column] *= 20;
            off[row] = Math.Abs(Math.Log(Math.Max(network.Attribute(values).Single(deviation => deviation.Column == column).Expected, .01) / usual));
        }
        Assert.True(off.Order().ElementAt(100) < Math.Log(2), $"Half of the expectations are off by a factor of {Math.Exp(off.Order().ElementAt(100)):F2} and more.");
    }

    [Fact]
    public void ONNX_Runtime_gives_the_same_errors_on_thousands_of_rows_with_missing_and_endless_values()
    {
        Dataset later = SomeBehaviour.Rows(5000, seed: 5, missing: .3);
        float[] values = later.Features.Values.ToArray(), ours = new float[later.Rows], theirs = new float[later.Rows];
        values[SomeBehaviour.Columns[3]] = float.PositiveInfinity;
        values[SomeBehaviour.Columns[4]] = float.NegativeInfinity;
        values.AsSpan(SomeBehaviour.Schema.Width, SomeBehaviour.Schema.Width).Fill(float.NaN);
        using OnnxModel onnx = OnnxModel.Load(trained.Value.Onnx, SomeBehaviour.Schema.Width, SomeBehaviour.Schema.Hash);
        trained.Value.Network.Score(values, ours);
        onnx.Score(values, theirs);
        Assert.All(Enumerable.Range(0, later.Rows), row => Assert.Equal(ours[row], theirs[row], 1e-5f + 2e-4f * ours[row]));
        Assert.Equal(0, theirs[1]);
        Assert.True(theirs.Average() > .3);
    }

    [Fact]
    public void Nine_in_ten_new_usual_rows_lie_below_the_ninetieth_percentile()
    {
        double[] errors = ScoreRows.With(trained.Value.Network, SomeBehaviour.Rows(4000, seed: 6).Features);
        Assert.Equal(.9, errors.Count(error => trained.Value.Network.Percentile((float)error) < .9) / 4000.0, .03);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_and_the_seed_does()
    {
        Dataset rows = SomeBehaviour.Rows(1000, seed: 7);
        AutoencoderOptions brief = Quick with { Epochs = 2 };
        Assert.Single(new[] { 1, 2, 3 }.Select(threads => Fit(rows, brief with { Threads = threads }).Network.Id).Distinct());
        Assert.NotEqual(Fit(rows, brief).Network.Id, Fit(rows, brief with { Seed = 2 }).Network.Id);
    }

    [Fact]
    public void Known_frauds_teach_nothing()
    {
        Dataset rows = SomeBehaviour.Rows(1500, seed: 8, frauds: .2);
        float[] other = rows.Features.Values.ToArray();
        for (int row = 0; row < rows.Rows; row++)
            if (rows.Labels.Span[row])
                other.AsSpan(row * SomeBehaviour.Schema.Width, SomeBehaviour.Schema.Width).Fill(1e6f);
        AutoencoderOptions brief = Quick with { Epochs = 1 };
        Assert.Equal(Fit(rows, brief).Network.Id, Fit(rows with { Features = new Matrix(rows.Rows, SomeBehaviour.Schema.Width, other) }, brief).Network.Id);
    }

    [Fact]
    public void The_error_on_the_newest_rows_falls_and_the_best_epoch_is_kept()
    {
        IReadOnlyList<double> errors = trained.Value.NewestErrors;
        Assert.InRange(errors.Count, 2, Quick.Epochs);
        Assert.True(errors.Min() < .5 * errors[0] || errors.Min() < .3, string.Join(' ', errors));
    }

    [Fact]
    public void Only_behaviour_is_read()
    {
        string[] read = [.. SomeBehaviour.Columns.Select(column => SomeBehaviour.Schema.Columns[column].Name)];
        Assert.DoesNotContain(read, name => name.Contains("fraud") || name.Contains("risk") || name.Contains("age_days"));
        Assert.Contains("amount_log", read);
        Assert.Contains("customer_log_amount_z", read);
        Assert.Contains("counterparty_customers_7d", read);
        Assert.Equal(["TX_AMOUNT", "CUSTOMER_ID_NB_TX_1DAY_WINDOW"], BehaviourColumns.Of(FeatureSchema.Handbook()).Take(2).Select(column => FeatureSchema.Handbook().Columns[column].Name));
    }

    [Fact]
    public void Columns_may_be_named_and_those_that_never_change_are_dropped()
    {
        Dataset rows = SomeBehaviour.Rows(500, seed: 9);
        AutoencoderOptions two = Quick with { Epochs = 1, Columns = ["amount_log", "customer_log_amount_z", "customer_frauds_known_30d"] };
        Assert.Equal(["amount_log", "customer_log_amount_z"], Fit(rows, two).Network.Columns.Select(column => SomeBehaviour.Schema.Columns[column.Index].Name));
        Assert.Throws<ArgumentException>(() => Fit(rows, two with { Columns = ["no_such_column"] }));
        Assert.Throws<TooLittleToLearnFrom>(() => Fit(rows, two with { Columns = ["customer_frauds_known_30d"] }));
        Assert.Throws<TooLittleToLearnFrom>(() => Fit(rows.Slice(0, 50), Quick));
    }

    [Fact]
    public void A_card_names_every_option_that_could_change_a_network()
    {
        IEnumerable<string> changing = typeof(AutoencoderOptions).GetProperties().Select(option => option.Name).Where(name => name != nameof(AutoencoderOptions.Threads));
        Assert.Equal(changing.Append("Learner").Order(), new AutoencoderOptions().ToCard().Keys.Select(key => char.ToUpperInvariant(key[0]) + key[1..]).Order());
    }

    private static TrainedAutoencoder Fit(Dataset rows, AutoencoderOptions options)
        => TrainAutoencoder.Fit(rows, SomeBehaviour.Schema, options, cancellation: TestContext.Current.CancellationToken);

    private static float Error(Autoencoder network, float[] row)
    {
        float[] error = new float[1];
        network.Score(row, error);
        return error[0];
    }
}
