using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Listener.Worker.Digests;

/// <summary>Registers the digest and its mail.</summary>
public static class DigestServices
{
    /// <summary>Adds the digest. Stores, channels and the clock come from the host.</summary>
    public static IServiceCollection AddDigests(this IServiceCollection services, DigestRules rules, MailRules mail)
    {
        services.AddSingleton(rules).AddSingleton(mail).AddSingleton<DigestService>().AddSingleton<DigestMailer>();
        services.TryAddSingleton<IMailSender>(provider => MailSenders.Choose(mail, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
