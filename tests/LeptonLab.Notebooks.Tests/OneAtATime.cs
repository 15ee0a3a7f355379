// Formatters are registered for the whole process, and the library that keeps them does not expect two cells at once.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
