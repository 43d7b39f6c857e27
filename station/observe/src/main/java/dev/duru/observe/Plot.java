package dev.duru.observe;

import java.util.List;

/**
 * One graph of the page: a signal, or several that share an axis.
 *
 * @param key of its texts
 * @param svg what is shown before, or without, the script
 */
public record Plot(String key, List<String> signals, String unit, String svg) {}
