using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>A point in time; <c>seconds</c> is a string in Google's JSON.</summary>
internal sealed record WireTime(string Seconds, int? Nanos = null)
{
    /// <summary>UTC, to 100 ns.</summary>
    /// <exception cref="JsonException">The seconds are no number, or out of range.</exception>
    public DateTimeOffset At => long.TryParse(Seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -62_135_596_800 and < 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks((Nanos ?? 0) / 100)
        : throw new JsonException("The time is no number of seconds.");

    /// <summary>The time as a mark that changes with every edit.</summary>
    public string Mark => string.Create(CultureInfo.InvariantCulture, $"{Seconds}.{Nanos ?? 0:000000000}");
}

/// <summary>What the customer wrote.</summary>
internal sealed record WireUserComment(
    string Text,
    WireTime LastModified,
    int? StarRating = null,
    string? ReviewerLanguage = null,
    string? OriginalText = null,
    string? AppVersionName = null);

/// <summary>What stands below it on behalf of the app's publisher.</summary>
internal sealed record WireDeveloperComment(string Text, WireTime? LastModified = null);

/// <summary>One of the two, whichever is set.</summary>
internal sealed record WireComment(WireUserComment? UserComment = null, WireDeveloperComment? DeveloperComment = null);

/// <summary>A review. Resource <c>reviews</c>.</summary>
internal sealed record WireReview(string ReviewId, IReadOnlyList<WireComment> Comments, string? AuthorName = null)
{
    /// <summary>What the customer wrote last; null if the review holds nothing of his.</summary>
    [JsonIgnore]
    public WireUserComment? User => Comments.Select(c => c.UserComment).OfType<WireUserComment>().LastOrDefault();

    /// <summary>Answer that stands; null if there is none.</summary>
    [JsonIgnore]
    public WireDeveloperComment? Developer => Comments.Select(c => c.DeveloperComment).OfType<WireDeveloperComment>().LastOrDefault();
}

internal sealed record WirePaging(string? NextPageToken = null);

internal sealed record WireReviewsRest(WirePaging? TokenPagination = null);

internal sealed record WireReplyRequest(string ReplyText);

internal sealed record WireReplyResult(string ReplyText, WireTime? LastEdited = null);

internal sealed record WireReplyAnswer(WireReplyResult Result);

internal sealed record WireError(WireErrorBody? Error = null);

internal sealed record WireErrorBody(int? Code = null, string? Status = null, string? Message = null);

internal sealed record WireToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

internal sealed record WireTokenError(
    [property: JsonPropertyName("error")] string? Error = null,
    [property: JsonPropertyName("error_description")] string? Description = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    MaxDepth = JsonItems.MaxDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WireReview))]
[JsonSerializable(typeof(WireReviewsRest))]
[JsonSerializable(typeof(WireReplyRequest))]
[JsonSerializable(typeof(WireReplyAnswer))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireToken))]
[JsonSerializable(typeof(WireTokenError))]
internal sealed partial class GooglePlayWireJson : JsonSerializerContext;

/// <summary>The key file, whose names are written with underscores.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GooglePlayKey))]
internal sealed partial class GooglePlayJson : JsonSerializerContext;
