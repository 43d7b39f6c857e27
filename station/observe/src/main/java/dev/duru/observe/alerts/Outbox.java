package dev.duru.observe.alerts;

import dev.duru.observe.alerts.AlertStore.Message;
import dev.duru.observe.alerts.Routing.Integration;
import dev.duru.observe.alerts.Routing.Receiver;
import dev.duru.observe.template.Template;
import dev.duru.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Sends what was written down, and tries again what was not taken. */
final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_TRIES = 60;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final AlertStore store;
    private final Consumer<Map<String, Object>> issues;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /**
     * An outbox.
     *
     * @param issues takes documents for receivers of the kind issue
     */
    Outbox(AlertStore store, Consumer<Map<String, Object>> issues) {
        this.store = store;
        this.issues = issues;
    }

    /** It will never be taken. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Sends what is due. */
    void send(Routing routing, Instant now) throws InterruptedException {
        for (Message message : store.due(now, 100)) {
            Optional<Integration> way = way(routing, message);
            try {
                if (way.isPresent()) {
                    send(way.get(), message, routing.library());
                }
                store.done(message.id());
            } catch (Refused e) {
                LOG.warn("receiver {} refuses for good: {}", message.receiver(), e.getMessage());
                store.done(message.id());
            } catch (IOException | IllegalArgumentException e) {
                later(message, String.valueOf(e.getMessage()), now);
            }
        }
    }

    private void later(Message message, String problem, Instant now) {
        if (message.tries() >= MOST_TRIES) {
            LOG.warn("receiver {} was not reached: {}", message.receiver(), problem);
            store.done(message.id());
            return;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(message.tries(), 20));
        store.again(
                message.id(),
                Optional.of(problem),
                now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
    }

    private static Optional<Integration> way(Routing routing, Message message) {
        Receiver receiver = routing.receivers().get(message.receiver());
        return receiver == null || message.part() >= receiver.integrations().size()
                ? Optional.empty()
                : Optional.of(receiver.integrations().get(message.part()));
    }

    private void send(Integration way, Message message, Template library)
            throws IOException, InterruptedException {
        Map<String, Object> document =
                MAPPER.readValue(message.payload(), new TypeReference<Map<String, Object>>() {});
        switch (way) {
            case Integration.WebHook hook ->
                    post(hook.url(), hook.credentials(), Json.write(limited(hook, document)));
            case Integration.Chat chat ->
                    post(chat.url(), "", Json.write(chat(chat, document, library)));
            case Integration.Email mail ->
                    Mail.send(
                            mail.account(),
                            mail.to(),
                            Messages.render(mail.subject(), document, library),
                            Messages.render(Messages.TEXT, document, library));
            case Integration.Issue _ -> issues.accept(document);
        }
    }

    private static Map<String, Object> limited(
            Integration.WebHook hook, Map<String, Object> document) {
        if (hook.mostAlerts() > 0
                && document.get("alerts") instanceof List<?> all
                && all.size() > hook.mostAlerts()) {
            Map<String, Object> less = new LinkedHashMap<>(document);
            less.put("alerts", all.subList(0, hook.mostAlerts()));
            less.put("truncatedAlerts", all.size() - hook.mostAlerts());
            return less;
        }
        return document;
    }

    /** The fields that Slack and Mattermost both read. */
    private static Map<String, Object> chat(
            Integration.Chat chat, Map<String, Object> document, Template library) {
        String title = Messages.render(chat.title(), document, library);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("fallback", title);
        part.put("title", title);
        part.put("text", Messages.render(chat.text(), document, library));
        part.put("color", "firing".equals(document.get("status")) ? "danger" : "good");
        Map<String, Object> body = new LinkedHashMap<>();
        if (!chat.channel().isEmpty()) {
            body.put("channel", chat.channel());
        }
        body.put("username", chat.username());
        body.put("text", title);
        body.put("attachments", new ArrayList<>(List.of(part)));
        return body;
    }

    private void post(String url, String credentials, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!credentials.isEmpty()) {
            request.header("Authorization", credentials);
        }
        int status =
                client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status == 429 || status >= 500) {
            throw new IOException("the receiver answers " + status);
        }
        if (status >= 300) {
            throw new Refused("it answers " + status);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
