package dev.duru.delivery;

import dev.duru.manifest.Check;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks others whether a step may end: 200 opens it, 403 holds it, as such hooks are answered for
 * Flagger and its like. Everything else holds it too, and is shown.
 */
final class Hooks implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final JsonMapper json = JsonMapper.builder().build();

    Verdict ask(Check.Hook hook, Release rolling, Plan plan) {
        HttpRequest request =
                HttpRequest.newBuilder(hook.url())
                        .timeout(hook.timeout())
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "duru")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        json.writeValueAsString(body(hook, rolling, plan)),
                                        StandardCharsets.UTF_8))
                        .build();
        try {
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return switch (status) {
                case 200 -> new Verdict.Good("open");
                case 403 -> new Verdict.Pending("says that it is to wait");
                default -> new Verdict.Pending("answers " + status + "; it is asked again");
            };
        } catch (IOException e) {
            return new Verdict.Pending("does not answer: " + e + "; it is asked again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict.Pending("was not asked to the end");
        }
    }

    private static Map<String, Object> body(Check.Hook hook, Release rolling, Plan plan) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("gate", hook.name());
        body.put("project", rolling.project().toString());
        body.put("environment", rolling.environment().name());
        body.put("release", rolling.number());
        body.put("commit", rolling.commit());
        body.put("digest", rolling.digest());
        body.put("step", rolling.step());
        body.put("percent", plan.percent(rolling.step()));
        body.put("last", plan.last(rolling.step()));
        return body;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
