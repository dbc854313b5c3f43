namespace Listener.Worker.Web.Text;

/// <summary>Names the resource files of the channels, reports and digest pages. English texts are their own keys.</summary>
public sealed class PagesText;
