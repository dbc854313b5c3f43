using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Support.Web;

/// <summary>Believable mentions for pages under test.</summary>
public static class Seeds
{
    /// <summary>One mention with labels, routing and a draft.</summary>
    public static SeededMention One(
        string id, string text, Intent intent = Intent.Question, SentimentLabel sentiment = SentimentLabel.Neutral, string language = "en",
        string name = "Kadri Tamm", string handle = "kadri", string? draft = "Thank you for your question, Kadri. We are looking into it and answer here today.",
        int ageMinutes = 20, int dueInMinutes = 100, bool unsure = false, string[]? rules = null, ReplyEligibility? eligibility = null, string? thread = null)
    {
        var now = DateTimeOffset.UtcNow;
        var mention = Builders.Mention(id, text, author: "u-" + handle) with
        {
            Author = new Author("u-" + handle, handle, name, 4100),
            PostedAt = now.AddMinutes(-ageMinutes),
            Permalink = new Uri("https://fake.example/posts/" + Uri.EscapeDataString(id)),
            Conversation = new ConversationRef(Builders.Key, thread ?? id, id, Audience.Public),
            Eligibility = eligibility ?? ReplyEligibility.Allowed,
        };
        var probabilities = sentiment switch
        {
            SentimentLabel.Negative => new SentimentProbabilities(0.93, 0.05, 0.02),
            SentimentLabel.Positive => new SentimentProbabilities(0.02, 0.09, 0.89),
            _ => unsure ? new SentimentProbabilities(0.44, 0.46, 0.10) : new SentimentProbabilities(0.12, 0.81, 0.07),
        };
        var labels = new Classification(
            language, 0.98, sentiment, probabilities, unsure, intent,
            new Dictionary<Intent, double> { [intent] = 0.86, [Intent.Other] = 0.08, [Intent.Request] = 0.03 }, false,
            new Dictionary<string, double> { ["delivery"] = 0.91 }, new Dictionary<string, double>(), 0.01, 0.01, "seed-1");
        var priority = dueInMinutes < 30 ? Priority.High : Priority.Medium;
        var routing = new Routing(priority, now.AddMinutes(dueInMinutes), intent.ToString().ToLowerInvariant(), "service", true, ["question about delivery"], rules ?? []);
        return new SeededMention(mention, labels, routing, draft);
    }

    /// <summary>A morning's Inbox in six languages.</summary>
    public static SeededMention[] Morning() =>
    [
        One("p1", "Export bricht seit dem Update mit Timeout ab. Dritter Tag in Folge, und der Support antwortet nicht. Ich brauche die Rechnungen heute!", Intent.ProblemReport, SentimentLabel.Negative, "de", "Jonas Weber", "jonasw",
            "Hallo Jonas, das tut uns leid. Der Fehler beim Export ist bekannt, wir spielen die Korrektur heute bis 16 Uhr ein. Wir melden uns hier, sobald es wieder geht.", 35, 22),
        One("p2", "Where is my parcel? Tracking has said “in transit” for six days now.", Intent.Question, SentimentLabel.Neutral, "en", "Maya Collins", "mayac",
            "Thank you for asking, Maya. We checked with the carrier: your parcel is in the sorting centre and moves again tonight. We write here as soon as it is out for delivery.", 50, 95, unsure: true),
        One("p3", "Aitäh, pakk jõudis kohale juba järgmisel päeval. Väga kiire!", Intent.Praise, SentimentLabel.Positive, "et", "Kadri Tamm", "kadri",
            "Aitäh, Kadri! Rõõm kuulda, et pakk jõudis nii kiiresti kohale. Anname kiituse laole edasi.", 64, 55),
        One("p4", "¿El modelo azul vuelve a estar disponible? Quiero comprar dos hoy mismo.", Intent.PurchaseInterest, SentimentLabel.Neutral, "es", "Lucía Romero", "luciar",
            "Hola, Lucía: el modelo azul vuelve a estar disponible desde esta mañana. Te guardamos dos unidades hasta las 20:00.", 3, 1),
        One("p5", "Am cerut rambursarea acum două săptămâni și tot nimic. Foarte dezamăgit.", Intent.Complaint, SentimentLabel.Negative, "ro", "Andrei Ionescu", "andrei_i",
            "Bună, Andrei. Ne pare rău pentru întârziere. Verificăm rambursarea chiar acum și revenim aici cu data exactă.", 220, -35, rules: ["refund amount"]),
        One("p6", "Uygulama güncellemeden sonra açılmıyor, ne yapmalıyım?", Intent.ProblemReport, SentimentLabel.Negative, "tr", "Elif Şahin", "elifs",
            "Merhaba Elif, uygulamanın açılmaması için üzgünüz. Lütfen uygulamayı bir kez silip yeniden kurun; sorun sürerse buraya yazın.", 12, 150),
        One("p7", "It would be great if the app could show delivery windows on a map.", Intent.Suggestion, SentimentLabel.Neutral, "en", "Tom Fisher", "tomf",
            "Thank you for the idea, Tom. We have passed it on to the people who build the app.", 400, 600),
        One("p8", "Jacke ist angekommen, Reißverschluss klemmt aber. Was nun? https://example.org/bilder/jacke", Intent.Complaint, SentimentLabel.Negative, "de", "Sabine Krüger", "sabinek",
            "Hallo Sabine, danke für den Hinweis. Das Problem mit dem Reißverschluss tut uns leid. Wir schicken Ihnen heute eine neue Jacke, {{answer}}", 90, 80),
    ];
}
