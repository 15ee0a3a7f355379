using System.Buffers;
using System.Net;

namespace LeptonLab.Data.Fetching;

/// <summary>
/// Downloads one file of a manifest: from each address in turn, with pauses between attempts. What arrives is kept as
/// <c>NAME.part</c>, from which a later attempt or a later run goes on; the file gets its name when its hash is right.
/// </summary>
internal sealed class FileDownload
{
    private const int Piece = 1 << 16;

    // Against a server that gives a byte and hangs up, for ever.
    private const int MostConnections = 200;
    private readonly ManifestFile _file;
    private readonly DownloadSettings _settings;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly PartialFile _part;
    private readonly string _path;

    internal FileDownload(ManifestFile file, string folder, DownloadSettings settings, IProgress<DownloadProgress>? progress)
    {
        (_file, _settings, _progress) = (file, settings, progress);
        _path = Path.Combine(folder, file.Name);
        _part = new PartialFile(_path);
    }

    /// <summary>Downloads the file.</summary>
    /// <returns>What each address said, where none gave the file; null if it is there now.</returns>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    internal async Task<IReadOnlyList<string>?> RunAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (string url in _file.Urls)
        {
            if (await TryAddressAsync(url, cancellationToken).ConfigureAwait(false) is not { } problem)
                return null;
            problems.Add($"{HttpSource.Show(new Uri(url))}: {problem}.");
        }

        return problems;
    }

    // What went wrong at last; null if the file is there.
    private async Task<string?> TryAddressAsync(string url, CancellationToken cancellationToken)
    {
        int failures = 0;
        for (int connection = 1; ; connection++)
        {
            long before = _part.Length;
            try
            {
                await AttemptAsync(url, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (DownloadProblem problem)
            {
                failures = _part.Length > before ? 1 : failures + 1;
                TimeSpan wait = problem.RetryAfter ?? _settings.Delay(failures);
                if (!problem.IsTransient || failures >= _settings.Attempts || connection >= MostConnections)
                    return problem.Message;
                if (wait > _settings.LongestDelay)
                    return $"{problem.Message} and asks to wait for {wait.TotalSeconds:N0} s";
                Report($"{problem.Message}; next attempt in {Math.Max(1, wait.TotalSeconds):N0} s");
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AttemptAsync(string url, CancellationToken cancellationToken)
    {
        long offset = _part.Length;
        if (offset > _file.Limit)
        {
            _part.Delete();
            offset = 0;
        }

        using var hash = new StreamingHash(_file);
        if (offset > 0 && offset == _file.Bytes)
            hash.AddFile(_part.Path, cancellationToken);
        else
            offset = await ReceiveAsync(url, offset, hash, cancellationToken).ConfigureAwait(false);
        Finish(hash, resumed: offset > 0);
    }

    // Where the bytes that came begin: 0 where the server sent the whole file.
    private async Task<long> ReceiveAsync(string url, long offset, StreamingHash hash, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_settings.Stall);
        try
        {
            using HttpResponseMessage response = await HttpSource.GetAsync(url, offset, _part.Validator(url), stall.Token).ConfigureAwait(false);
            offset = Start(response, offset);
            _part.Describe(url, response, offset);
            if (offset > 0)
                hash.AddFile(_part.Path, cancellationToken);
            await CopyAsync(response, offset, hash, stall).ConfigureAwait(false);
            return offset;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadProblem($"nothing arrived for {_settings.Stall.TotalSeconds:N0} s", isTransient: true);
        }
    }

    // Where the bytes of an answer belong.
    private long Start(HttpResponseMessage response, long offset)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } from } range && from == offset:
                CheckSize(range.Length ?? (offset + response.Content.Headers.ContentLength));
                return offset;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when offset > 0:
                _part.Delete();
                throw new DownloadProblem("the server cannot go on where the last attempt ended", isTransient: true, TimeSpan.Zero);
            case HttpStatusCode.OK:
                CheckSize(response.Content.Headers.ContentLength);
                return 0;
            default:
                throw HttpSource.Refusal(response);
        }
    }

    private void CheckSize(long? size)
    {
        if (size is not { } bytes || bytes == _file.Bytes || (_file.Bytes is null && bytes <= _file.Limit))
            return;
        throw new DownloadProblem(
            $"it offers a file of {bytes:N0} bytes, and {(_file.Bytes is null ? "at most " : "")}{_file.Limit:N0} were expected", isTransient: false);
    }

    private async Task CopyAsync(HttpResponseMessage response, long offset, StreamingHash hash, CancellationTokenSource stall)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        long? total = _file.Bytes ?? (offset + response.Content.Headers.ContentLength);
        long received = offset;
        try
        {
            _part.CheckRoom((total ?? _file.Limit) - offset);
            await using FileStream target = _part.Open(offset);
            await using Stream source = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            while (true)
            {
                int read = await ReadAsync(source, buffer, stall).ConfigureAwait(false);
                if (read == 0)
                    break;
                received += read;
                if (received > (total ?? _file.Limit))
                    throw TooLong(total);
                _part.Write(target, buffer.AsSpan(0, read));
                hash.Add(buffer.AsSpan(0, read));
                _progress?.Report(new DownloadProgress(_file.Name, received, total));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (total is { } expected && received < expected)
            throw new DownloadProblem($"the connection ended after {received:N0} of {expected:N0} bytes", isTransient: true);
    }

    private DownloadProblem TooLong(long? total)
    {
        _part.Delete();
        return new DownloadProblem($"more than the {total ?? _file.Limit:N0} bytes arrived that were expected", isTransient: false);
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationTokenSource stall)
    {
        stall.CancelAfter(_settings.Stall);
        try
        {
            return await source.ReadAsync(buffer.AsMemory(0, Piece), stall.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new DownloadProblem("the connection was cut", isTransient: true, cause: error);
        }
    }

    private void Finish(StreamingHash hash, bool resumed)
    {
        if (hash.Problem() is { } problem)
        {
            _part.Delete();

            // The beginning may be of another version, or of another server: once more from the start.
            throw new DownloadProblem($"what arrived is not the right file: {problem}", isTransient: resumed, TimeSpan.Zero);
        }

        _part.Complete();
        Report(null);
    }

    private void Report(string? note) =>
        _progress?.Report(new DownloadProgress(_file.Name, note is null ? new FileInfo(_path).Length : _part.Length, _file.Bytes, note));
}
