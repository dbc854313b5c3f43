namespace Listener.Worker.Channels;

/// <summary>What became of one post: an answer, or a fault.</summary>
/// <param name="Answer">Answer of the network; null if there was none.</param>
/// <param name="Fault">Fault; null if there was an answer.</param>
/// <param name="SurelyNotSent">True if the request cannot have reached the network.</param>
public sealed record PostOutcome(ChannelAnswer? Answer, ChannelFault? Fault, bool SurelyNotSent)
{
    /// <summary>Pause before another try where the network names none.</summary>
    public static readonly TimeSpan DefaultPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Turns the outcome into a result by the one rule of delivery: only no connection, 400, 401, 404, 422 and 429 are
    /// surely not stored; everything else is Unknown.
    /// </summary>
    /// <param name="now">Time now, UTC.</param>
    /// <param name="read">Reads a 2xx answer; null if it cannot be understood, which is Unknown.</param>
    /// <param name="translate">Translates any other answer.</param>
    /// <param name="where">Name of the call.</param>
    public PostResult ToResult(DateTimeOffset now, Func<ChannelAnswer, PostResult?> read, Func<ChannelAnswer, ChannelFault> translate, string where)
    {
        if (Answer is null)
            return SurelyNotSent ? new PostResult.RetryLater(now + DefaultPause, Fault!) : new PostResult.Unknown(Fault!);
        if (Answer.IsSuccess)
            return read(Answer) ?? new PostResult.Unknown(NetworkFaults.Unreadable(where, "the network accepted the reply but its answer cannot be read"));
        var fault = translate(Answer);
        if (fault.Kind == ChannelFaultKind.RateLimited && Answer.Status == 429)
            return new PostResult.RetryLater(fault.RetryAt ?? now + DefaultPause, fault);
        if (Answer.Status is not (400 or 401 or 404 or 422))
            return new PostResult.Unknown(fault) { SaidNo = Answer.Status == 403 && fault.Kind != ChannelFaultKind.RateLimited };
        return fault.Kind == ChannelFaultKind.Unauthorised
            ? new PostResult.RetryLater(fault.RetryAt ?? now + DefaultPause, fault)
            : new PostResult.Refused(fault);
    }
}
