using FraudFunctions.App.Challenges;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Rules.Operators;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.App.Challenges;

public sealed class QuestionTests
{
    private static readonly DateTimeOffset expires = Given.Morning.AddMinutes(10);

    private static string TextOf(Transaction transaction, params string[] codes) => Question.TextOf(
        transaction, [.. codes.Select(code => new Reason(code, ReasonOrigin.Rule, 0, []))],
        [.. codes.Select(code => new Rule { Id = code, Code = code, Text = "", Status = RuleStatus.Live, AtLeast = Outcome.Challenge, When = new All([]) })], expires);

    [Fact]
    public void It_names_the_payment_the_code_and_the_time()
    {
        string text = TextOf(Given.Payment(amountMinor: 1_234_567), ReasonCodes.AmountAboveHabit);
        Assert.StartsWith("Did you pay 12,345.67 EUR at m1? If so, the code is {code}, good until 09:40 UTC.", text, StringComparison.Ordinal);
        Assert.Contains("That was not me", text, StringComparison.Ordinal);
        Assert.EndsWith("Why we ask: The amount is higher than you usually pay.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JPY", 500, "500 JPY")]
    [InlineData("KWD", 1_500, "1.500 KWD")]
    [InlineData("EUR", 5, "0.05 EUR")]
    public void Amounts_have_the_decimals_of_their_currency(string currency, long minor, string amount)
        => Assert.Contains($"pay {amount} at", TextOf(Given.Payment(amountMinor: minor) with { Currency = currency }), StringComparison.Ordinal);

    [Fact]
    public void A_payee_is_named_with_the_end_of_the_account()
        => Assert.StartsWith("Did you send 500.00 EUR to Somebody Else, the account ending in 3000?", TextOf(Given.Transfer()), StringComparison.Ordinal);

    [Theory]
    [InlineData("PASS_THROUGH")]
    [InlineData("COUNTERPARTY_FAN_IN")]
    [InlineData("LISTED")]
    [InlineData("AML_STRUCTURING")]
    [InlineData("our-own-rule-7")]
    public void How_frauds_are_found_is_not_told(string code)
    {
        string text = TextOf(Given.Transfer(), code);
        Assert.EndsWith("Why we ask: We could not confirm that this payment was made by you.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(code, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void It_is_read_by_catalog_texts_for_customers_only()
        => Assert.All(typeof(ReasonCodes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!), code =>
        {
            string text = TextOf(Given.Payment(), code);
            Assert.Contains(ReasonCatalog.ForCustomer(code), text, StringComparison.Ordinal);
            Assert.DoesNotContain(code, text, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("Müller & Söhne", "Müller & Söhne")]
    [InlineData("visit https://evil.example/a now", "visit https evil example a now")]
    [InlineData("a\nYour code is 123456", "a Your code is 1234")]
    [InlineData("Your code is 123 456 call 0800-123-4567", "Your code is 123 4 call 0800-")]
    [InlineData("12-34-56", "12-34-")]
    [InlineData("12.34/56 Ltd", "12 34 Ltd")]
    [InlineData("(123) (456)", "123 4")]
    [InlineData("1'2&3_4,5:6", "1'2&3 4")]
    [InlineData("Shop 12 of 2024", "Shop 12 of 2024")]
    [InlineData("{code}", "code")]
    [InlineData("  ", "")]
    [InlineData("‮gnp.exe", "gnp exe")]
    public void A_name_reads_as_a_name(string name, string plain) => Assert.Equal(plain, Question.Plain(name));

    [Fact]
    public void A_long_name_is_cut() => Assert.Equal(40, Question.Plain(new string('x', 500)).Length);
}
