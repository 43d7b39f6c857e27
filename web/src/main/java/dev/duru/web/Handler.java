package dev.duru.web;

/** Answers one request. May block; runs on a virtual thread of its own. */
@FunctionalInterface
public interface Handler {
    /**
     * @throws dev.duru.kernel.ProblemException for anything that the caller should be told
     */
    Reply handle(Request request);
}
