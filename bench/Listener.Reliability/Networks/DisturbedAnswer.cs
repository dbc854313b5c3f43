using System.Text;
using Microsoft.AspNetCore.Http;

namespace Listener.Reliability.Networks;

/// <summary>Does one call and answers it, disturbed or not.</summary>
internal sealed class DisturbedAnswer(HttpContext http, FakeNetwork network, FrontDoor door, Call call, bool isPost)
{
    private static readonly TimeSpan PastTimeout = DisturbancePlan.ClientTimeout + TimeSpan.FromSeconds(0.3);

    public async Task WriteAsync(Disturbance disturbance)
    {
        switch (disturbance)
        {
            case Disturbance.DropBefore:
                http.Abort();
                break;
            case Disturbance.Refused:
                http.Abort();
                _ = door.CloseForAsync(network.Plan.Upto(TimeSpan.FromSeconds(1)) + TimeSpan.FromMilliseconds(50));
                break;
            case Disturbance.Fail:
                await SendAsync(network.Fault(503, "out of order"));
                break;
            case Disturbance.Limited:
                await SendAsync(network.Fault(429, "too many calls") with { Headers = [("Retry-After", "1")] });
                break;
            case Disturbance.LateStore:
                await Task.Delay(network.Plan.Upto(DisturbancePlan.LongestLateStore));
                var late = Do();
                await Task.Delay(PastTimeout);
                await SendAsync(late);
                break;
            default:
                await WriteDoneAsync(disturbance, Do());
                break;
        }
    }

    private async Task WriteDoneAsync(Disturbance disturbance, Answer answer)
    {
        switch (disturbance)
        {
            case Disturbance.AcceptThenDrop:
                http.Abort();
                break;
            case Disturbance.AcceptThenFail:
                await SendAsync(network.Fault(network.Plan.Chance(0.5) ? 500 : 502, "stored, and still an error"));
                break;
            case Disturbance.LateAnswer:
                await Task.Delay(PastTimeout);
                await SendAsync(answer);
                break;
            case Disturbance.Truncated:
                await SendAsync(answer with { Body = answer.Body[..(answer.Body.Length / 2)] });
                break;
            case Disturbance.HalfClosed:
                await SendHalfAsync(answer);
                break;
            case Disturbance.SlowBytes:
                await SendSlowlyAsync(answer);
                break;
            case Disturbance.AnsweredTwice:
                door.SendTwice(http.Connection.RemotePort);
                await SendAsync(answer);
                break;
            default:
                await SendAsync(answer);
                break;
        }
    }

    private Answer Do()
    {
        var answer = network.Do(call);
        network.Observer?.Invoke(network, call, isPost, CallPoint.Done);
        return answer;
    }

    private async Task SendAsync(Answer answer)
    {
        Begin(answer);
        await WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
    }

    private async Task SendHalfAsync(Answer answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        Begin(answer);
        http.Response.ContentLength = bytes.Length;
        await WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        http.Abort();
    }

    private async Task SendSlowlyAsync(Answer answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        Begin(answer);
        http.Response.ContentLength = bytes.Length;
        foreach (var piece in bytes.Chunk(Math.Max(1, bytes.Length / 12)))
        {
            await WriteAsync(piece);
            await Task.Delay(TimeSpan.FromMilliseconds(80));
        }
    }

    private void Begin(Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        foreach (var (name, value) in answer.Headers)
            http.Response.Headers[name] = value;
    }

    // The caller may be dead by now; the network does not care.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await http.Response.Body.WriteAsync(bytes);
            await http.Response.Body.FlushAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            http.Abort();
        }
    }
}
