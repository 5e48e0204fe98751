namespace FraudFunctions.Engine.State;

/// <summary>
/// How states are stored: one version byte, the fields in one fixed order, then the history packed. A version that is not known is refused
/// by name rather than guessed at.
/// </summary>
public static class StateFormat
{
    private const byte CustomerVersion = 3;

    // Had no memories; otherwise the same.
    private const byte CustomerVersionBefore = 2;
    private const byte EntityVersion = 2;

    [ThreadStatic]
    private static StateWriter? reused;

    public static byte[] Write(CustomerState state) => Packed(state).ToArray();

    public static byte[] Write(EntityState state) => Packed(state).ToArray();

    /// <summary>The stored form in a buffer of this thread: good until the next state is written.</summary>
    public static ReadOnlySpan<byte> Packed(CustomerState state)
    {
        StateWriter writer = Fresh();
        writer.Byte(CustomerVersion);
        WriteBeginning(writer, state.Beginning);
        writer.Number(state.LastTime);
        writer.Number(state.SecondLastTime);
        writer.Number((ulong)state.Count);
        writer.Number((ulong)state.LastAmountMinor);
        writer.Double(state.LastRatio);
        WriteSpread(writer, state.Amounts);
        WriteSpread(writer, state.LogAmounts);
        WriteEwma(writer, state.SlowLogAmount);
        WriteEwma(writer, state.FastLogAmount);
        WriteDecayed(writer, state.Day);
        WriteDecayed(writer, state.Week);
        writer.Double(state.Hours.Sine);
        writer.Double(state.Hours.Cosine);
        WriteTrail(writer, state.Trail);
        writer.Words(state.Merchants.Bits);
        writer.Words(state.Counterparties.Bits);
        writer.Words(state.Devices.Bits);
        writer.Words(state.Ips.Bits);
        writer.Words(state.Countries.Bits);
        HistoryFormat.Write(writer, state.History);
        HistoryFormat.Write(writer, state.Frauds);
        WriteMemories(writer, state.Memories);
        return writer.Written;
    }

    public static CustomerState ReadCustomer(ReadOnlySpan<byte> bytes)
    {
        StateReader reader = new(bytes);
        byte version = reader.Byte();
        if (version != CustomerVersionBefore)
            Expect(version, CustomerVersion, "customer");
        return new CustomerState
        {
            Beginning = ReadBeginning(ref reader),
            LastTime = (uint)reader.Number(),
            SecondLastTime = (uint)reader.Number(),
            Count = (long)reader.Number(),
            LastAmountMinor = (long)reader.Number(),
            LastRatio = reader.Double(),
            Amounts = ReadSpread(ref reader),
            LogAmounts = ReadSpread(ref reader),
            SlowLogAmount = ReadEwma(ref reader),
            FastLogAmount = ReadEwma(ref reader),
            Day = ReadDecayed(ref reader),
            Week = ReadDecayed(ref reader),
            Hours = new HourProfile { Sine = reader.Double(), Cosine = reader.Double() },
            Trail = ReadTrail(ref reader),
            Merchants = new Seen(reader.Words(8)),
            Counterparties = new Seen(reader.Words(4)),
            Devices = new Seen(reader.Words(2)),
            Ips = new Seen(reader.Words(4)),
            Countries = new Seen(reader.Words(1)),
            History = HistoryFormat.Read(ref reader),
            Frauds = HistoryFormat.ReadKnown(ref reader),
            Memories = version == CustomerVersionBefore ? SequenceMemory.None : ReadMemories(ref reader),
        };
    }

    /// <summary>The stored form in a buffer of this thread: good until the next state is written.</summary>
    public static ReadOnlySpan<byte> Packed(EntityState state)
    {
        StateWriter writer = Fresh();
        writer.Byte(EntityVersion);
        WriteBeginning(writer, state.Beginning);
        writer.Number(state.LastTime);
        writer.Number((ulong)state.Count);
        writer.Number((ulong)state.AmountMinor);
        WriteSpread(writer, state.LogAmounts);
        writer.Words(state.Customers.Bits);
        HistoryFormat.Write(writer, state.History);
        HistoryFormat.Write(writer, state.Frauds);
        return writer.Written;
    }

    public static EntityState ReadEntity(ReadOnlySpan<byte> bytes)
    {
        StateReader reader = new(bytes);
        Expect(reader.Byte(), EntityVersion, "entity");
        return new EntityState
        {
            Beginning = ReadBeginning(ref reader),
            LastTime = (uint)reader.Number(),
            Count = (long)reader.Number(),
            AmountMinor = (long)reader.Number(),
            LogAmounts = ReadSpread(ref reader),
            Customers = new Seen(reader.Words(4)),
            History = HistoryFormat.Read(ref reader),
            Frauds = HistoryFormat.ReadKnown(ref reader),
        };
    }

    private static StateWriter Fresh()
    {
        reused ??= new StateWriter();
        reused.Reset();
        return reused;
    }

    private static void Expect(byte version, byte known, string kind)
    {
        if (version != known)
            throw new InvalidDataException($"A stored {kind} state has version {version}; this release reads version {known}.");
    }

    private static void WriteMemories(StateWriter writer, IReadOnlyList<SequenceMemory> memories)
    {
        writer.Number((ulong)memories.Count);
        foreach (SequenceMemory memory in memories)
        {
            writer.Word(memory.Model);
            writer.Number((ulong)memory.Units.Length);
            foreach (Half unit in memory.Units)
                writer.Short(BitConverter.HalfToUInt16Bits(unit));
        }
    }

    private static IReadOnlyList<SequenceMemory> ReadMemories(ref StateReader reader)
    {
        SequenceMemory[] memories = new SequenceMemory[reader.Number()];
        for (int i = 0; i < memories.Length; i++)
        {
            ulong model = reader.Word();
            Half[] units = new Half[reader.Number()];
            for (int unit = 0; unit < units.Length; unit++)
                units[unit] = BitConverter.UInt16BitsToHalf(reader.Short());
            memories[i] = new SequenceMemory(model, units);
        }
        return memories.Length == 0 ? SequenceMemory.None : memories;
    }

    private static void WriteBeginning(StateWriter writer, in Beginning beginning)
    {
        writer.Number(beginning.First);
        writer.Number(beginning.Second == 0 ? 0 : beginning.Second - beginning.First + 1);
    }

    private static Beginning ReadBeginning(ref StateReader reader)
    {
        uint first = (uint)reader.Number();
        uint after = (uint)reader.Number();
        return new Beginning { First = first, Second = after == 0 ? 0 : first + after - 1 };
    }

    private static void WriteSpread(StateWriter writer, in Spread spread)
    {
        writer.Number((ulong)spread.Count);
        if (spread.Count == 0)
            return;
        writer.Double(spread.Mean);
        writer.Double(spread.SquaredDeviations);
    }

    private static Spread ReadSpread(ref StateReader reader)
    {
        long count = (long)reader.Number();
        return count == 0 ? default : new Spread { Count = count, Mean = reader.Double(), SquaredDeviations = reader.Double() };
    }

    private static void WriteEwma(StateWriter writer, in Ewma ewma)
    {
        writer.Byte(ewma.Started ? (byte)1 : (byte)0);
        if (!ewma.Started)
            return;
        writer.Double(ewma.Mean);
        writer.Double(ewma.Variance);
    }

    private static Ewma ReadEwma(ref StateReader reader)
        => reader.Byte() == 0 ? default : new Ewma { Started = true, Mean = reader.Double(), Variance = reader.Double() };

    private static void WriteDecayed(StateWriter writer, in DecayedCount count)
    {
        writer.Number(count.Time);
        if (count.Time != 0)
            writer.Double(count.Value);
    }

    private static DecayedCount ReadDecayed(ref StateReader reader)
    {
        uint time = (uint)reader.Number();
        return time == 0 ? default : new DecayedCount { Time = time, Value = reader.Double() };
    }

    private static void WriteTrail(StateWriter writer, in Trail trail)
    {
        writer.Byte(trail.Started ? (byte)1 : (byte)0);
        if (!trail.Started)
            return;
        writer.Number(trail.LastTime);
        writer.Double(trail.HomeLatitude);
        writer.Double(trail.HomeLongitude);
        writer.Double(trail.LastLatitude);
        writer.Double(trail.LastLongitude);
    }

    private static Trail ReadTrail(ref StateReader reader) => reader.Byte() == 0 ? default : new Trail
    {
        Started = true,
        LastTime = (uint)reader.Number(),
        HomeLatitude = reader.Double(),
        HomeLongitude = reader.Double(),
        LastLatitude = reader.Double(),
        LastLongitude = reader.Double(),
    };
}
