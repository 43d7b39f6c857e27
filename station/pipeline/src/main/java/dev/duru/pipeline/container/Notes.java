package dev.duru.pipeline.container;

/** The log of a job, as far as its containers write to it. */
public interface Notes {
    void say(String line);

    void warn(String line);

    /** Begins lines that belong together. */
    void group(String title);

    void endGroup();
}
