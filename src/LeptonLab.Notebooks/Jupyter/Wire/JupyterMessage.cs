using System.Globalization;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>A message of the Jupyter protocol.</summary>
/// <param name="Identities">Through whom it goes: the first is the peer of a ROUTER socket; on iopub, the topic.</param>
/// <param name="Header">Its own header.</param>
/// <param name="Parent">The header of the request that it belongs to; empty if to none.</param>
/// <param name="Metadata">Beside the content.</param>
/// <param name="Content">What it says.</param>
/// <param name="Buffers">Binary parts.</param>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/messaging.html#general-message-format</remarks>
internal sealed record JupyterMessage(
    IReadOnlyList<byte[]> Identities,
    JsonObject Header,
    JsonObject Parent,
    JsonObject Metadata,
    JsonObject Content,
    IReadOnlyList<byte[]> Buffers)
{
    /// <summary>The version that <c>supported_features</c> came with.</summary>
    public const string ProtocolVersion = "5.5";

    /// <summary>What it is, such as <c>execute_request</c>.</summary>
    public string Type => Header.Text("msg_type") ?? "";

    /// <summary>By which replies name it.</summary>
    public string Id => Header.Text("msg_id") ?? "";

    /// <summary>Which client wrote it.</summary>
    public string Session => Header.Text("session") ?? "";

    /// <summary>The id of the request that it belongs to.</summary>
    public string ParentId => Parent.Text("msg_id") ?? "";

    /// <summary>A new header.</summary>
    public static JsonObject NewHeader(string type, string session, string username) => new()
    {
        ["msg_id"] = Guid.NewGuid().ToString(),
        ["session"] = session,
        ["username"] = username,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = ProtocolVersion,
    };
}
