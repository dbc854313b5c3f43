using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.AppStore;

/// <summary>A review. Resource <c>customerReviews</c>.</summary>
internal sealed record WireReview(string Id, WireReviewAttributes Attributes, WireRelationships? Relationships = null)
{
    /// <summary>Id of the response; null if there is none or the answer does not say.</summary>
    [JsonIgnore]
    public string? ResponseId => Relationships?.Response?.Data?.Id;
}

internal sealed record WireReviewAttributes(
    DateTimeOffset CreatedDate,
    int? Rating = null,
    string? Title = null,
    string? Body = null,
    string? ReviewerNickname = null,
    string? Territory = null);

internal sealed record WireRelationships(WireRelationship? Response = null);

internal sealed record WireRelationship(WireLink? Data = null);

internal sealed record WireLink(string Id, string? Type = null);

/// <summary>Our answer. Resource <c>customerReviewResponses</c>.</summary>
internal sealed record WireResponse(string Id, WireResponseAttributes? Attributes = null, string? Type = null)
{
    public const string TypeName = "customerReviewResponses";
}

internal sealed record WireResponseAttributes(string? ResponseBody = null, DateTimeOffset? LastModifiedDate = null, string? State = null);

/// <summary>What stands beside a page's data.</summary>
internal sealed record WirePageRest(WirePageLinks? Links = null);

internal sealed record WirePageLinks(string? Next = null);

internal sealed record WireReviewAnswer(WireReview Data);

internal sealed record WireResponseAnswer(WireResponse Data);

internal sealed record WireNewResponse(WireNewResponseData Data)
{
    /// <summary>An answer to a review.</summary>
    public static WireNewResponse To(string reviewId, string text) => new(new WireNewResponseData(
        WireResponse.TypeName,
        new WireNewResponseAttributes(text),
        new WireNewResponseRelationships(new WireToOne(new WireTypedLink("customerReviews", reviewId)))));
}

internal sealed record WireNewResponseData(string Type, WireNewResponseAttributes Attributes, WireNewResponseRelationships Relationships);

internal sealed record WireNewResponseAttributes(string ResponseBody);

internal sealed record WireNewResponseRelationships(WireToOne Review);

internal sealed record WireToOne(WireTypedLink Data);

internal sealed record WireTypedLink(string Type, string Id);

internal sealed record WireErrors(IReadOnlyList<WireError>? Errors = null);

internal sealed record WireError(string? Code = null, string? Title = null, string? Detail = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    MaxDepth = JsonItems.MaxDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WireReview))]
[JsonSerializable(typeof(WireResponse))]
[JsonSerializable(typeof(WirePageRest))]
[JsonSerializable(typeof(WireReviewAnswer))]
[JsonSerializable(typeof(WireResponseAnswer))]
[JsonSerializable(typeof(WireNewResponse))]
[JsonSerializable(typeof(WireErrors))]
internal sealed partial class AppStoreJson : JsonSerializerContext;
