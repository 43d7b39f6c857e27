package dev.duru.source.merge;

/**
 * How a run about a merge request does.
 *
 * @param name of its workflow and what started it
 * @param state as the page kit names states
 * @param link path of this Duru
 * @param ended whether it is over
 * @param good whether it ended well
 */
public record Check(String name, String state, String link, boolean ended, boolean good) {}
