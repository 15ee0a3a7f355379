using System.Net;
using System.Net.Http.Headers;

namespace LeptonLab.Data.Fetching;

/// <summary>Asks web servers for files: follows redirects that are safe, and turns refusals into <see cref="DownloadProblem"/>.</summary>
internal static class HttpSource
{
    private const int MostRedirects = 10;

    private static readonly Lazy<HttpClient> Client = new(() => new HttpClient(new SocketsHttpHandler
    {
        // We follow redirects ourselves, since where they lead matters; and a hash is of the bytes as they are.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Asks for a file from a byte on.</summary>
    /// <param name="url">Where.</param>
    /// <param name="offset">The first byte wanted; a server may send all the same.</param>
    /// <param name="validator">What the server said of the version whose first bytes are here; null if unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DownloadProblem">The server refuses, or leads astray.</exception>
    internal static async Task<HttpResponseMessage> GetAsync(string url, long offset, string? validator, CancellationToken cancellationToken)
    {
        var address = new Uri(url);
        var visited = new HashSet<Uri>();
        while (true)
        {
            if (!visited.Add(address))
                throw new DownloadProblem($"it redirects in a circle, to {Show(address)}", isTransient: false);
            if (visited.Count > MostRedirects + 1)
                throw new DownloadProblem($"it redirects more than {MostRedirects} times", isTransient: false);
            HttpResponseMessage response = await SendAsync(address, offset, validator, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            using (response)
                address = Next(address, response.Headers.Location);
        }
    }

    /// <summary>What a status means that is no success.</summary>
    internal static DownloadProblem Refusal(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string reason = string.IsNullOrWhiteSpace(response.ReasonPhrase) ? "" : $" {IO.Names.Quote(response.ReasonPhrase)[1..^1]}";
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
            _ => null,
        };
        return new DownloadProblem($"the server answers {status}{reason}", isTransient: status is 408 or 425 or 429 or >= 500, wait);
    }

    /// <summary>An address without what may be secret in it.</summary>
    internal static string Show(Uri address) => IO.Names.Quote(address.GetLeftPart(UriPartial.Path))[1..^1];

    private static async Task<HttpResponseMessage> SendAsync(Uri address, long offset, string? validator, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("LeptonLab", typeof(HttpSource).Assembly.GetName().Version?.ToString(2)));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            if (validator is not null)
                request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        try
        {
            return await Client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new DownloadProblem(Reason(address, error), isTransient: error.HttpRequestError != HttpRequestError.NameResolutionError, cause: error);
        }
    }

    private static string Reason(Uri address, HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"{address.Host} is not known here, as on a machine without internet",
        HttpRequestError.ConnectionError => $"no connection to {address.Host} was made: {error.Message}",
        HttpRequestError.SecureConnectionError => $"no safe connection to {address.Host} was made: {error.InnerException?.Message ?? error.Message}",
        HttpRequestError.InvalidResponse => "the answer is not HTTP",
        HttpRequestError.ResponseEnded => "the server hung up without an answer",
        _ => error.Message.TrimEnd('.'),
    };

    private static Uri Next(Uri from, Uri? to)
    {
        if (to is null)
            throw new DownloadProblem("it redirects to nowhere", isTransient: false);
        Uri next;
        try
        {
            next = new Uri(from, to);
        }
        catch (UriFormatException error)
        {
            throw new DownloadProblem($"it redirects to {IO.Names.Quote(to.OriginalString)}, which is not an address", isTransient: false, cause: error);
        }

        bool safe = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);
        return safe
            ? next
            : throw new DownloadProblem($"it redirects to {next.Scheme}://…, which is not followed from {from.Scheme}://", isTransient: false);
    }
}
