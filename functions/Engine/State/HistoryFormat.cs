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
            Has has = (moment.Count > 1 ? Has.Folded : 0) | (moment.Frauds > 0 || moment.FraudKnown > 0 ? Has.Frauds : 0) | (moment.High > 0 ? Has.High : 0)
                | (moment.New > 0 ? Has.New : 0) | (moment.Credit ? Has.Credit : 0) | (moment.Count == 0 ? Has.Awaited : 0);
            writer.Byte((byte)has);
            writer.Number((ulong)moment.AmountMinor);
            writer.Short(moment.Who);
            if (has.HasFlag(Has.Folded))
                writer.Number((ulong)moment.Count);
            if (has.HasFlag(Has.Frauds))
            {
                writer.Number((ulong)moment.Frauds);
                writer.Number(moment.FraudKnown);
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
            moments[i] = new Moment
            {
                Time = before,
                AmountMinor = (long)reader.Number(),
                Who = reader.Short(),
                Count = has.HasFlag(Has.Awaited) ? (ushort)0 : has.HasFlag(Has.Folded) ? (ushort)reader.Number() : (ushort)1,
                Credit = has.HasFlag(Has.Credit),
            };
            if (has.HasFlag(Has.Frauds))
            {
                moments[i].Frauds = (ushort)reader.Number();
                moments[i].FraudKnown = (uint)reader.Number();
            }
            if (has.HasFlag(Has.High))
                moments[i].High = (int)reader.Number();
            if (has.HasFlag(Has.New))
                moments[i].New = (int)reader.Number();
        }
        return new History(moments, count);
    }
}
