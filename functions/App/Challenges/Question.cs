using System.Globalization;
using System.Text;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Challenges;

/// <summary>
/// What the customer is asked, in words the customer can check: the payment, the code, until when it counts, how to say no. Why a payment stands out
/// is told as the catalog tells customers, never as it is told to an analyst.
/// </summary>
internal static class Question
{
    private const int MostReasons = 2;
    private const int LongestName = 40;

    /// <example>Did you pay 120.00 EUR at m1? If so, the code is {code}, good until 10:40 UTC. …</example>
    public static string TextOf(Transaction transaction, IReadOnlyList<Reason> reasons, IReadOnlyList<Rule> fired, DateTimeOffset expiresAt)
    {
        string why = string.Join(' ', TellReasons.To(Audience.Customer, reasons, fired).Take(MostReasons).Select(reason => reason.Text));
        return string.Create(CultureInfo.InvariantCulture,
            $"Did you {What(transaction)}? If so, the code is {Notification.CodePlace}, good until {expiresAt.UtcDateTime:HH:mm} UTC. If not, answer \"That was not me\" and give the code to nobody; we never ask for it on the phone. Why we ask: {why}");
    }

    private static string What(Transaction transaction)
    {
        string amount = Amount(transaction.AmountMinor, transaction.Currency);
        if (transaction.Counterparty is { } payee)
            return $"send {amount} to {Payee(payee)}";
        string merchant = transaction.Merchant is { } known ? Plain(known.Id) : "";
        return transaction.Type switch
        {
            TransactionType.Withdrawal => $"withdraw {amount}{At(merchant)}",
            TransactionType.Transfer => $"send {amount}",
            TransactionType.TopUp => $"top up {amount}{At(merchant)}",
            TransactionType.Payment => $"pay {amount}{At(merchant)}",
            TransactionType.Deposit => $"pay in {amount}{At(merchant)}",
            TransactionType.Refund => $"ask for a refund of {amount}{At(merchant)}",
        };
    }

    private static string At(string merchant) => merchant.Length == 0 ? "" : $" at {merchant}";

    private static string Payee(Counterparty payee)
    {
        string account = "the account ending in " + Plain(payee.Account.Length <= 4 ? payee.Account : payee.Account[^4..]);
        string name = Plain(payee.Name ?? "");
        return name.Length == 0 ? account : $"{name}, {account}";
    }

    private static string Amount(long amountMinor, string currency)
    {
        int decimals = Currencies.Exponent(currency);
        decimal amount = amountMinor;
        for (int i = 0; i < decimals; i++)
            amount /= 10;
        return amount.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + currency;
    }

    /// <summary>
    /// Names come from whoever made the payment, and land in a message that the customer trusts: nothing in them may read as a link, a code of six
    /// digits or another line.
    /// </summary>
    /// <example>"Call evil.example/x now\n" gives "Call evil example x now".</example>
    internal static string Plain(string name)
    {
        StringBuilder plain = new();
        int digits = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            // Only letters end a number: "123 456", "123-456" and "(123) 456" read as the same code.
            digits = Rune.IsLetter(rune) ? 0 : Rune.IsDigit(rune) ? digits + 1 : digits;
            bool kept = digits < OneTimeCode.Digits - 1 && (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '&' or '\'');
            if (kept)
                plain.Append(rune.ToString());
            else if (plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
            if (plain.Length >= LongestName)
                break;
        }
        return plain.ToString().Trim();
    }
}
