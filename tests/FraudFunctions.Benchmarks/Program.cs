using BenchmarkDotNet.Running;
using FraudFunctions.Benchmarks;

BenchmarkSwitcher.FromTypes([typeof(DecisionBenchmarks)]).Run(args);
