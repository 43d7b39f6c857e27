package dev.duru.cgroups;

/**
 * How much the processes of a group may take together; 0 is no limit.
 *
 * @param cpus processors' time, such as 1.5
 * @param memory bytes, files in memory included
 * @param processes processes and threads at a time
 */
public record Limits(double cpus, long memory, long processes) {
    /** Whether a controller is needed for them. */
    boolean want(Controller controller) {
        return switch (controller) {
            case PIDS -> processes > 0;
            case MEMORY -> memory > 0;
            case CPU -> cpus > 0;
        };
    }
}
