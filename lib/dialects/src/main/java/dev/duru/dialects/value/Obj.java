package dev.duru.dialects.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object: members in order, found by key without regard to case (simple, locale-free case
 * folding, one character at a time). The spelling of the first {@code put} of a key stays.
 */
public final class Obj implements Value {
    /** A key in its own spelling, and its value. */
    public record Member(String key, Value value) {}

    private static final Obj EMPTY = new Obj(Map.of());
    private final Map<String, Member> members;

    private Obj(Map<String, Member> members) {
        this.members = members;
    }

    public static Obj empty() {
        return EMPTY;
    }

    /** An object of keys and values in turn: {@code Obj.of("a", x, "b", y)}, Java types allowed. */
    public static Obj of(Object... keysAndValues) {
        Builder builder = builder();
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            builder.put((String) keysAndValues[i], Value.ofJava(keysAndValues[i + 1]));
        }
        return builder.build();
    }

    /** An object of texts. */
    public static Obj ofTexts(Map<String, String> texts) {
        Builder builder = builder();
        texts.forEach((key, text) -> builder.put(key, Value.of(text)));
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with the members of this object. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.members.putAll(members);
        return builder;
    }

    /** This object with one member added or replaced. */
    public Obj with(String key, Value value) {
        return toBuilder().put(key, value).build();
    }

    /** The value under {@code key} in any case, or {@link Value.Null}. */
    public Value at(String key) {
        Member member = members.get(CaseFold.fold(key));
        return member == null ? Null.NULL : member.value();
    }

    public boolean has(String key) {
        return members.containsKey(CaseFold.fold(key));
    }

    public List<Member> members() {
        return List.copyOf(members.values());
    }

    public List<Value> values() {
        List<Value> values = new ArrayList<>(members.size());
        members.values().forEach(member -> values.add(member.value()));
        return values;
    }

    public List<String> keys() {
        return members.values().stream().map(Member::key).toList();
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Obj that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return Json.write(this);
    }

    /** Collects members; a later one replaces the value of an earlier one but keeps its place. */
    public static final class Builder {
        private final Map<String, Member> members = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String key, Value value) {
            String folded = CaseFold.fold(key);
            Member before = members.get(folded);
            members.put(folded, new Member(before == null ? key : before.key(), value));
            return this;
        }

        public Builder putAll(Obj other) {
            other.members.values().forEach(member -> put(member.key(), member.value()));
            return this;
        }

        public Obj build() {
            return new Obj(Collections.unmodifiableMap(new LinkedHashMap<>(members)));
        }
    }
}
