package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/**
 * Something that the file asks for and that is not done exactly so.
 *
 * @param key the key or value in the file
 * @param instead what is done instead, one sentence
 */
public record Gap(Position position, String key, String instead) {
    @Override
    public String toString() {
        return position + ": " + key + ": " + instead;
    }
}
