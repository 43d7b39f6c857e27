package dev.duru.pipeline.engine;

import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.sandbox.Amounts;
import dev.duru.pipeline.sandbox.JobLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the limits of the jobs that run, once a second: stops the step of a job that has
 * reached one. How much a job's files take is known only by counting them, so that limit is noticed
 * late: after two seconds, or twenty times as long as the counting takes. When the disk itself is
 * nearly full the job whose files take most is stopped. It also hands lines of logs on when output
 * pauses, so that nobody waits long for the last one.
 */
final class JobWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final Duration FLUSH_EVERY = Duration.ofMillis(100);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(2);

    /** A job may not take the last of the disk from Duru: so many bytes are kept free. */
    private static final long RESERVE = 300_000_000;

    /** A job that is looked after. */
    private static final class Watched {
        final JobLog log;
        final Path folder;
        final Stopping stopping;
        long nextCount = System.nanoTime() + COUNT_EVERY.toNanos();
        long bytes;
        long allowed;

        Watched(JobLog log, Path folder, Stopping stopping, long allowed) {
            this.allowed = allowed;
            this.log = log;
            this.folder = folder;
            this.stopping = stopping;
        }
    }

    private final JobLimits limits;
    private final Path data;
    private final Map<Long, Watched> jobs = new ConcurrentHashMap<>();
    private final Thread thread;

    JobWatch(JobLimits limits, Path data) {
        this.limits = limits;
        this.data = data;
        this.thread = Thread.ofPlatform().daemon().name("job-watch").start(this::run);
    }

    void begin(long job, JobLog log, Path folder, Stopping stopping) {
        jobs.put(job, new Watched(log, folder, stopping, limits.disk()));
    }

    void end(long job) {
        jobs.remove(job);
    }

    private void run() {
        long nextLook = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(FLUSH_EVERY);
                jobs.values().forEach(job -> job.log.flush());
                if (System.nanoTime() > nextLook) {
                    look();
                    nextLook = System.nanoTime() + EVERY.toNanos();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warn("the limits of jobs could not be looked after", e);
            }
        }
    }

    private void look() throws InterruptedException {
        for (Watched job : jobs.values()) {
            job.stopping.look();
            if (limits.disk() > 0 && System.nanoTime() > job.nextCount) {
                count(job);
                if (job.bytes > job.allowed) {
                    // The steps that tidy up may run, as long as they do not go on filling it.
                    job.allowed = job.bytes + limits.disk() / 4;
                    job.stopping.exceeded(
                            "the job's files take "
                                    + Amounts.bytes(job.bytes)
                                    + ", more than their limit of "
                                    + Amounts.bytes(limits.disk())
                                    + " (jobs.disk)");
                }
            }
        }
        if (!jobs.isEmpty() && nearlyFull()) {
            for (Watched job : jobs.values()) {
                count(job);
            }
            jobs.values().stream()
                    .max(Comparator.comparingLong(job -> job.bytes))
                    .filter(job -> job.bytes > RESERVE / 2)
                    .ifPresent(job ->
                            job.stopping.exceeded(
                                    "the disk of Duru's data is nearly full, and this job's files"
                                            + " take most of it: "
                                            + Amounts.bytes(job.bytes)));
        }
    }

    private boolean nearlyFull() {
        try {
            return Files.getFileStore(data).getUsableSpace() < RESERVE;
        } catch (IOException e) {
            return false;
        }
    }

    private static void count(Watched job) throws InterruptedException {
        long begin = System.nanoTime();
        usage(job.folder).ifPresent(bytes -> job.bytes = bytes);
        long end = System.nanoTime();
        job.nextCount = end + Math.max(COUNT_EVERY.toNanos(), 20 * (end - begin));
    }

    /** What the files of a folder take on disk, by {@code du}, which counts hard links once. */
    static OptionalLong usage(Path folder) throws InterruptedException {
        try {
            Process du =
                    new ProcessBuilder("du", "-s", "-k", "-x", folder.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream out = du.getInputStream()) {
                String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                du.waitFor(1, TimeUnit.MINUTES);
                int end = 0;
                while (end < text.length() && Character.isDigit(text.charAt(end))) {
                    end++;
                }
                return end == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(text, 0, end, 10) * 1024);
            }
        } catch (IOException e) {
            LOG.warn("du cannot be run, so jobs.disk is not enforced: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
