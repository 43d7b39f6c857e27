package dev.duru.delivery;

import java.util.List;

/**
 * A command to run once in the image of a workload, with its configuration.
 *
 * @param name unique for the workload; saying the same again never starts it twice
 */
public record TaskOrder(String name, List<String> command) {
    public TaskOrder {
        command = List.copyOf(command);
        if (!name.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(name);
        }
    }
}
