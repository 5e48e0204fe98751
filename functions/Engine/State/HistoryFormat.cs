namespace FraudFunctions.Engine.State;

/// <summary>
/// How a history is packed: each moment as seconds since the one before it, a byte that says which fields differ from the usual single
/// event, and those fields. A usual event takes eight or nine bytes.
/// </summary>
internal static class HistoryFormat
{
    [Flags]
    private enum Has : byte { Folded = 1, Frauds = 2, High = 4, New = 8, Credit = 16, Awaited = 32 }

    public static void Write(StateWriter writer, History history)
    {
        writer.Number((ulong)history.Count);
        uint before = 0;
        foreach (ref readonly Moment moment in history.Moments)
        {
            writer.Number(moment.Time - before);
            before = moment.Time;
            Has has = (moment.IsFold ? Has.Folded : 0) | (moment.Frauds != 0 || moment.HighFrauds != 0 ? Has.Frauds : 0) | (moment.High > 0 ? Has.High : 0)
                | (moment.New > 0 ? Has.New : 0) | (moment.Credit ? Has.Credit : 0) | (moment.Count == 0 ? Has.Awaited : 0);
            writer.Byte((byte)has);
            writer.Number((ulong)moment.AmountMinor);
            if (has.HasFlag(Has.Folded))
                writer.Number(moment.Count);
            else
                writer.Short(moment.Who);
            if (has.HasFlag(Has.Frauds))
            {
                writer.Signed(moment.Frauds);
                writer.Signed(moment.HighFrauds);
            }
            if (has.HasFlag(Has.High))
                writer.Number((ulong)moment.High);
            if (has.HasFlag(Has.New))
                writer.Number((ulong)moment.New);
        }
    }

    public static History Read(ref StateReader reader)
    {
        int count = (int)reader.Number();
        Moment[] moments = new Moment[count];
        uint before = 0;
        for (int i = 0; i < count; i++)
        {
            before += (uint)reader.Number();
            Has has = (Has)reader.Byte();
            moments[i] = new Moment { Time = before, AmountMinor = (long)reader.Number(), Credit = has.HasFlag(Has.Credit) };
            if (has.HasFlag(Has.Folded))
                moments[i].Count = (uint)reader.Number();
            else
                (moments[i].Who, moments[i].Count) = (reader.Short(), has.HasFlag(Has.Awaited) ? 0u : 1u);
            if (has.HasFlag(Has.Frauds))
                moments[i].Mark((int)reader.Signed(), (int)reader.Signed());
            if (has.HasFlag(Has.High))
                moments[i].High = (int)reader.Number();
            if (has.HasFlag(Has.New))
                moments[i].New = (int)reader.Number();
        }
        return new History(moments, count);
    }

    public static void Write(StateWriter writer, KnownFrauds frauds)
    {
        writer.Number((ulong)frauds.Entries.Length);
        uint before = 0;
        foreach (KnownFraud one in frauds.Entries)
        {
            writer.Number(one.Known - before);
            before = one.Known;
            writer.Signed((long)one.Known - one.Time);
            writer.Signed(one.Frauds);
            writer.Signed(one.High);
        }
    }

    public static KnownFrauds ReadKnown(ref StateReader reader)
    {
        KnownFraud[] frauds = new KnownFraud[(int)reader.Number()];
        uint before = 0;
        for (int i = 0; i < frauds.Length; i++)
        {
            before += (uint)reader.Number();
            frauds[i] = new KnownFraud(before, (uint)(before - reader.Signed()), (int)reader.Signed(), (int)reader.Signed());
        }
        return KnownFrauds.Of(frauds);
    }
}
