namespace Listener.Worker.Web.Charts;

/// <summary>A share as a small bar with its interval as a line; the number stands beside it as text.</summary>
public static class ShareBar
{
    private const double Width = 120;

    /// <summary>Draws it; nothing for an unknown share.</summary>
    /// <param name="share">0-1.</param>
    /// <param name="low">Lower end of the interval.</param>
    /// <param name="high">Upper end of the interval.</param>
    public static Markup Draw(double? share, double? low, double? high)
    {
        if (share is not { } value || low is not { } from || high is not { } to)
            return Markup.None;
        return Markup.Of($"""
            <svg class="share" viewBox="0 0 {Width} 12" aria-hidden="true"><rect class="track" width="{Width}" height="12" rx="3"/><rect class="neg" width="{value * Width}" height="12" rx="3"/><path class="range" d="M{from * Width} 6H{to * Width}M{from * Width} 3v6M{to * Width} 3v6"/></svg>
            """);
    }
}
