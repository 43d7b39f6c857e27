package dev.duru.cgroups;

import java.util.Locale;

/** What can be limited. */
public enum Controller {
    PIDS,
    MEMORY,
    CPU;

    /** As the kernel calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
