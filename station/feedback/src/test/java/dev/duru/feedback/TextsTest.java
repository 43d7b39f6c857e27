package dev.duru.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Language;
import dev.duru.web.Texts;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private final Texts texts = Texts.of("dev.duru.feedback", getClass().getClassLoader());

    @Test
    void bothLanguagesSayTheSame() {
        assertThat(texts.differences()).isEmpty();
    }

    @Test
    void everyFactOfAChangeIsTold() throws Exception {
        for (Class<?> kind : records(Fact.OfChange.class).toList()) {
            Fact.OfChange fact = (Fact.OfChange) sample(kind);
            for (Language language : Language.values()) {
                StoryLine line =
                        Telling.line(
                                new Change.Happening(1, Instant.EPOCH, kind.getSimpleName(), fact),
                                texts.in(language));
                assertThat(line.title()).as(kind.getSimpleName()).isNotBlank();
            }
        }
    }

    private static Stream<Class<?>> records(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? Stream.of(type)
                : Stream.of(permitted).flatMap(TextsTest::records);
    }

    /** A fact of a kind with a value in each component. */
    private static Object sample(Class<?> kind) throws Exception {
        Class<?>[] types =
                Arrays.stream(kind.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        return kind.getDeclaredConstructor(types)
                .newInstance(Stream.of(types).map(TextsTest::value).toArray());
    }

    private static Object value(Class<?> type) {
        if (type == String.class) {
            return "text";
        } else if (type == long.class) {
            return 3L;
        } else if (type == int.class) {
            return 4;
        } else if (type == double.class) {
            return 0.5;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == List.class) {
            return List.of("text");
        } else if (type == ProjectName.class) {
            return World.SHOP;
        } else if (type == Fact.Result.class) {
            return Fact.Result.SUCCESS;
        }
        throw new IllegalArgumentException(type.getName());
    }
}
