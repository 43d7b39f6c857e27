/**
 * YAML at node level: what a file says, where it says it, and nothing guessed.
 *
 * <p>{@link Yaml#read} turns text into a tree of {@link YamlNode}s, each with its {@link Position}.
 * Scalars keep their own text: {@code on} stays a string that a reader may look at as a boolean
 * ({@link YamlScalar#asBool}), and {@code 1.10} is never shortened to 1.1. Aliases are resolved,
 * merge keys expanded on request, and whatever is wrong is a {@link YamlProblem} with a place and a
 * mend. Reading never throws for bad input and never recurses on it: depth, size and the number of
 * nodes after expanding aliases are limited ({@link YamlOptions}).
 *
 * <p>{@link YamlNode} also carries the accessors for callers who prefer an exception: {@code
 * asMap()}, {@code asText()} and so on throw {@link YamlException}, which names the place.
 *
 * <p>Knows nothing of Duru. The parser of tokens and events is snakeyaml-engine.
 */
@NullMarked
package dev.duru.yaml;

import org.jspecify.annotations.NullMarked;
