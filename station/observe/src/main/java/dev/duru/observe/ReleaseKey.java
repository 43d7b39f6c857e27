package dev.duru.observe;

import dev.duru.tsdb.Labels;

/** The four labels that every series of a deployed application carries. */
record ReleaseKey(String app, String env, String release, String version) {
    static ReleaseKey of(Labels labels) {
        return new ReleaseKey(
                labels.value("app"),
                labels.value("env"),
                labels.value("release"),
                labels.value("version"));
    }

    Labels series(String name, String... more) {
        Labels labels =
                Labels.of(name, "app", app, "env", env, "release", release, "version", version);
        for (int i = 0; i < more.length; i += 2) {
            labels = labels.with(more[i], more[i + 1]);
        }
        return labels;
    }
}
