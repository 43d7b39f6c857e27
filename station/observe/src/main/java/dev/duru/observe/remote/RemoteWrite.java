package dev.duru.observe.remote;

import dev.duru.observe.scrape.Relabel;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.wire.Snappy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all samples on to another server. The store itself is the queue: a file holds up to which
 * time its samples were taken, so that neither an outage nor a restart loses one that is still
 * kept.
 */
public final class RemoteWrite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteWrite.class);
    private static final String SECOND =
            "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LONGEST_PAUSE = 30_000;

    /** Samples of one scrape come with its beginning as their time: they are waited for. */
    private static final long LAG_MILLIS = 2_000;

    private static final long WINDOW_MILLIS = 60_000;
    private static final int BATCH = 2_000;

    private final Destination destination;
    private final SeriesReader reader;
    private final @Nullable Path file;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private volatile String problem = "";
    private long sentUntil;
    private boolean second;
    private final Thread thread;

    /**
     * Where samples go.
     *
     * @param credentials the value of the header {@code Authorization}, or {@code ""}
     * @param relabels which series, and with which labels
     * @param external labels that are added where a series has none of that name
     * @param second whether version 2 of the protocol is spoken, as long as the server knows it
     */
    public record Destination(
            URI url,
            String credentials,
            List<Relabel> relabels,
            Map<String, String> external,
            boolean second) {}

    /**
     * Sends from its start on.
     *
     * @param file that holds how far it is; null to begin anew each time
     */
    public RemoteWrite(
            Destination destination,
            SeriesReader reader,
            @Nullable Path file,
            InstantSource clock) {
        this.destination = destination;
        this.reader = reader;
        this.file = file;
        this.clock = clock;
        this.sentUntil = position();
        this.second = destination.second();
        this.thread =
                Thread.ofVirtual().name("observe-write-" + destination.url()).start(this::run);
    }

    private long position() {
        try {
            if (file != null && Files.exists(file)) {
                return Long.parseLong(Files.readString(file).strip());
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read; sending begins now", file, e);
        }
        return clock.millis() - LAG_MILLIS;
    }

    private void run() {
        long pause = 1000;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                long to = Math.min(clock.millis() - LAG_MILLIS, sentUntil + WINDOW_MILLIS);
                if (to > sentUntil) {
                    send(sentUntil + 1, to);
                    sentUntil = to;
                    remember();
                }
                problem = "";
                boolean behind = clock.millis() - LAG_MILLIS - sentUntil > WINDOW_MILLIS;
                pause = 1000;
                TimeUnit.MILLISECONDS.sleep(behind ? 1 : pause);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (problem.isEmpty()) {
                    LOG.warn("{} does not take samples: {}", destination.url(), e.getMessage());
                }
                problem = String.valueOf(e.getMessage());
                pause = Math.min(LONGEST_PAUSE, pause * 2);
                if (!sleep(pause)) {
                    return;
                }
            }
        }
    }

    private static boolean sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void remember() throws IOException {
        if (file != null) {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, String.valueOf(sentUntil));
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void send(long from, long to) throws IOException, InterruptedException {
        List<Incoming> all = new ArrayList<>();
        reader.scan(
                List.of(new Matcher(Labels.NAME, Matcher.Kind.NOT_EQUAL, "")),
                from,
                to,
                series -> relabeled(ReadMessages.of(series), all));
        List<Incoming> batch = new ArrayList<>();
        int samples = 0;
        for (Incoming series : all) {
            batch.add(series);
            samples += series.points().size() + series.histograms().size();
            if (samples >= BATCH) {
                post(batch);
                batch = new ArrayList<>();
                samples = 0;
            }
        }
        if (!batch.isEmpty()) {
            post(batch);
        }
    }

    private void relabeled(Incoming series, List<Incoming> into) {
        Map<String, String> labels = new TreeMap<>(destination.external());
        labels.putAll(series.labels().map());
        Relabel.apply(destination.relabels(), labels)
                .ifPresent(kept ->
                        into.add(
                                new Incoming(
                                        Labels.of(kept),
                                        series.points(),
                                        series.histograms(),
                                        series.exemplars())));
    }

    /**
     * A server that does not know version 2 answers 415, or takes the request for one of version 1
     * without any series: only who knows it says how many samples it wrote. Version 1 is spoken
     * from then on.
     */
    private void post(List<Incoming> batch) throws IOException, InterruptedException {
        HttpResponse<String> response = answer(batch);
        boolean knows = response.headers().firstValue(WRITTEN).isPresent();
        if (second && (response.statusCode() == 415 || response.statusCode() < 300 && !knows)) {
            LOG.info("{} does not know remote write 2; version 1 is spoken", destination.url());
            second = false;
            response = answer(batch);
        }
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            throw new IOException("it answers " + status);
        }
        if (status >= 300) {
            LOG.warn(
                    "{} refuses {} series for good: {} {}",
                    destination.url(),
                    batch.size(),
                    status,
                    response.body().strip());
        }
    }

    private HttpResponse<String> answer(List<Incoming> batch)
            throws IOException, InterruptedException {
        byte[] message = second ? WriteMessages.write2(batch) : WriteMessages.write1(batch);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(destination.url())
                        .timeout(PATIENCE)
                        .header("Content-Type", second ? SECOND : "application/x-protobuf")
                        .header("Content-Encoding", "snappy")
                        .header("X-Prometheus-Remote-Write-Version", second ? "2.0.0" : "0.1.0")
                        .header("User-Agent", "Duru")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Snappy.pack(message)));
        if (!destination.credentials().isEmpty()) {
            request.header("Authorization", destination.credentials());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Where it sends. */
    public Destination destination() {
        return destination;
    }

    /** Why nothing is taken at the moment; empty when it is. */
    public String problem() {
        return problem;
    }

    @Override
    public void close() {
        thread.interrupt();
        client.shutdownNow();
    }
}
