namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>What came over a socket is no message, or not from somebody who has the key. It is dropped and logged.</summary>
internal sealed class WireException(string message) : Exception(message);
