using System.Text;
using System.Text.Json;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.Engine.Rules;

public sealed class RuleTests
{
    private static readonly FeatureSchema schema = FeatureSchema.Payments();

    private static RuleSet Read(string when, string rest = "\"atLeast\":\"review\"")
        => RuleReader.ReadStrictly(Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{"id":"r","code":"C","text":"T","status":"live",{{rest}},"when":{{when}}}]}"""), schema);

    private static bool Fires(string when, Transaction? transaction = null, (string Name, float Value)? feature = null, ListSet? lists = null)
    {
        float[] features = new float[schema.Width];
        Array.Fill(features, float.NaN);
        if (feature is { } set)
            features[schema.Columns.Select(column => column.Name).ToList().IndexOf(set.Name)] = set.Value;
        return Read(when).Hits(new RuleInput { Transaction = transaction ?? Given.Payment(), Features = features, Lists = lists ?? ListSet.Empty }).Count == 1;
    }

    [Theory]
    [InlineData(4.9f, false)]
    [InlineData(5f, true)]
    [InlineData(9.9f, true)]
    [InlineData(10f, false)]
    [InlineData(float.NaN, false)]
    public void A_feature_fires_from_its_lower_bound_to_below_its_upper(float value, bool fires)
        => Assert.Equal(fires, Fires("{\"feature\":\"customer_count_1h\",\"atLeast\":5,\"below\":10}", feature: ("customer_count_1h", value)));

    [Theory]
    [InlineData("{\"field\":\"channel\",\"in\":[\"pos\",\"atm\"]}", true)]
    [InlineData("{\"field\":\"channel\",\"in\":[\"online\"]}", false)]
    [InlineData("{\"field\":\"deviceId\",\"in\":[\"d\"]}", false)]
    [InlineData("{\"field\":\"merchant.country\",\"in\":[\"DE\"]}", true)]
    [InlineData("{\"field\":\"attributes.tier\",\"in\":[\"gold\"]}", true)]
    [InlineData("{\"not\":{\"field\":\"channel\",\"in\":[\"pos\"]}}", false)]
    [InlineData("{\"all\":[{\"field\":\"channel\",\"in\":[\"pos\"]},{\"field\":\"type\",\"in\":[\"payment\"]}]}", true)]
    [InlineData("{\"all\":[{\"field\":\"channel\",\"in\":[\"pos\"]},{\"field\":\"type\",\"in\":[\"transfer\"]}]}", false)]
    [InlineData("{\"any\":[{\"field\":\"channel\",\"in\":[\"online\"]},{\"field\":\"type\",\"in\":[\"payment\"]}]}", true)]
    [InlineData("{\"any\":[]}", false)]
    [InlineData("{\"all\":[]}", true)]
    public void Fields_and_their_combinations_decide(string when, bool fires)
        => Assert.Equal(fires, Fires(when, Given.Payment() with { Attributes = [new("tier", "gold")] }));

    [Fact]
    public void A_list_entry_holds_from_its_beginning_to_its_end()
    {
        ListSet lists = new(1, [new ValueList("bad", ListKind.Block, [new ListEntry("m1", "complaints", "ana", Given.Morning, Given.Morning.AddDays(1))])]);
        const string When = "{\"field\":\"merchant.id\",\"onList\":\"bad\"}";
        Assert.True(Fires(When, Given.Payment(at: Given.Morning), lists: lists));
        Assert.False(Fires(When, Given.Payment(at: Given.Morning.AddSeconds(-1)), lists: lists));
        Assert.False(Fires(When, Given.Payment(at: Given.Morning.AddDays(1)), lists: lists));
        Assert.False(Fires(When, Given.Payment(merchant: "m2"), lists: lists));
    }

    [Theory]
    [InlineData("{\"feature\":\"no_such\",\"atLeast\":1}", "no feature 'no_such'")]
    [InlineData("{\"feature\":\"amount\"}", "needs 'atLeast', 'below' or both")]
    [InlineData("{\"field\":\"shoe.size\",\"in\":[\"42\"]}", "no field 'shoe.size'")]
    [InlineData("{\"field\":\"channel\"}", "needs 'in' or 'onList'")]
    [InlineData("{\"xor\":[]}", "a condition is one of")]
    [InlineData("{\"field\":\"ip\",\"onList\":null}", "'onList' must be a text")]
    [InlineData("{\"field\":null,\"in\":[\"42\"]}", "'field' must be a text")]
    [InlineData("{\"feature\":null,\"atLeast\":1}", "'feature' must be a text")]
    [InlineData("{\"field\":\"ip\",\"in\":[null]}", "'in' must be a text")]
    [InlineData("{\"feature\":\"amount\",\"atleast\":1,\"below\":2}", "'atleast' is not known")]
    [InlineData("{\"feature\":\"amount\",\"atLeast\":1,\"atLeast\":1000}", "'atLeast' is there twice")]
    [InlineData("{\"feature\":\"amount\",\"atLeast\":5,\"below\":2}", "nothing is at least 5 and below 2")]
    [InlineData("{\"field\":\"channel\",\"in\":[\"online\"],\"onList\":\"x\"}", "either 'in' or 'onList'")]
    [InlineData("{\"all\":5}", "'all' must be a list")]
    public void A_rule_that_names_what_is_not_there_is_refused_by_name(string when, string message)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Read(when));
        Assert.Contains("rule 'r'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"atLeast\":\"explode\"")]
    [InlineData("\"atLeast\":\"review\",\"atMost\":\"approve\"")]
    [InlineData("\"atLeast\":\"review\",\"disclosure\":\"open\"")]
    [InlineData("\"atLeast\":\"review\",\"disclosure\":\"hidden\"")]
    [InlineData("\"atLeast\":\"review\",\"staus\":\"live\"")]
    public void A_rule_says_one_thing(string rest) => Assert.Throws<FormatException>(() => Read("{\"all\":[]}", rest));

    [Fact]
    public void A_rule_says_whether_it_is_secret()
    {
        Assert.Equal(Disclosure.Secret, Assert.Single(Read("{\"all\":[]}", "\"atLeast\":\"review\",\"disclosure\":\"secret\"").Rules).Disclosure);
        Assert.Equal(Disclosure.Guarded, Assert.Single(Read("{\"all\":[]}").Rules).Disclosure);
    }

    [Fact]
    public void Rules_of_an_older_release_stay_readable()
        => Assert.Single(RuleReader.Read("{\"version\":1,\"rules\":[{\"id\":\"r\",\"code\":\"C\",\"text\":\"\",\"note\":\"why\",\"atLeast\":\"hold\",\"when\":{\"all\":[]}}]}"u8, schema).Rules);

    [Fact]
    public void New_rules_are_shadows()
    {
        RuleSet rules = RuleReader.Read("{\"version\":1,\"rules\":[{\"id\":\"r\",\"code\":\"C\",\"text\":\"T\",\"atLeast\":\"hold\",\"when\":{\"all\":[]}}]}"u8, schema);
        Assert.Equal(RuleStatus.Shadow, Assert.Single(rules.Rules).Status);
    }

    [Fact]
    public void Half_a_rule_book_is_no_rule_book()
        => Assert.ThrowsAny<JsonException>(() => RuleReader.Read("{\"version\":1,\"rules\":[{\"id\":"u8, schema));
}
