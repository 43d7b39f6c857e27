package dev.duru.pipeline.sandbox;

/**
 * How much of the machine one job may take; 0 is no limit.
 *
 * @param cpus processors' time, such as 1.5
 * @param memory bytes of all its processes together, files in {@code /dev/shm} included
 * @param processes processes and threads at a time
 * @param disk bytes in its own folders, {@code /tmp} included, together; also the largest file
 * @param log bytes of its log
 */
public record JobLimits(double cpus, long memory, int processes, long disk, long log) {
    /** No limits at all. */
    public static final JobLimits NONE = new JobLimits(0, 0, 0, 0, 0);

    /** Generous: what only a job that has gone wrong reaches. */
    public static final JobLimits DEFAULT = new JobLimits(0, 0, 4096, 50L << 30, 1L << 30);
}
