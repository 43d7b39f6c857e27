package dev.duru.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house that can be read from the compiled classes; see ARCHITECTURE.md. */
class HouseTest {
    private static final List<String> LIBRARIES =
            List.of(
                    "yaml",
                    "manifest",
                    "dialects",
                    "oci",
                    "edge",
                    "git",
                    "tsdb",
                    "logs",
                    "containers",
                    "cgroups");
    private static final List<String> STATIONS =
            List.of(
                    "access",
                    "source",
                    "pipeline",
                    "artifact",
                    "delivery",
                    "infrastructure",
                    "observe",
                    "feedback");
    private static final int MOST_PARAMETERS = 6;

    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("/pages/Jte"))
                    .importPackages("dev.duru");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.duru.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @TestFactory
    Stream<DynamicTest> libraryKnowsNothingOfDuru() {
        return LIBRARIES.stream()
                .map(library ->
                        DynamicTest.dynamicTest(
                                library,
                                () ->
                                        noClasses()
                                                .that()
                                                .resideInAPackage("dev.duru." + library + "..")
                                                .should()
                                                .dependOnClassesThat()
                                                .resideInAnyPackage(
                                                        "dev.duru.kernel..",
                                                        "dev.duru.web..",
                                                        "dev.duru.app..")
                                                .allowEmptyShould(true)
                                                .check(HOUSE)));
    }

    @TestFactory
    Stream<DynamicTest> stationImportsNoOtherStation() {
        return STATIONS.stream()
                .map(station ->
                        DynamicTest.dynamicTest(
                                station,
                                () ->
                                        noClasses()
                                                .that()
                                                .resideInAPackage("dev.duru." + station + "..")
                                                .should()
                                                .dependOnClassesThat()
                                                .resideInAnyPackage(othersThan(station))
                                                .allowEmptyShould(true)
                                                .check(HOUSE)));
    }

    @Test
    void kernelAndPageKitKnowNoStation() {
        String[] stations =
                STATIONS.stream()
                        .map(station -> "dev.duru." + station + "..")
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage("dev.duru.kernel..", "dev.duru.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(stations)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.duru.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.duru.web..")
                .check(HOUSE);
    }

    @Test
    void nothingStaticChanges() {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(beFinal())
                .check(HOUSE);
    }

    @Test
    void constructorsAreNarrow() {
        List<String> wide =
                HOUSE.stream()
                        .filter(type ->
                                !type.isRecord() && !type.isAnonymousClass() && !type.isEnum())
                        .flatMap(type -> type.getConstructors().stream())
                        .filter(constructor -> parameters(constructor) > MOST_PARAMETERS)
                        .map(constructor ->
                                constructor.getFullName() + " takes " + parameters(constructor))
                        .toList();
        assertThat(wide).isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        Set<String> endings = Set.of("Manager", "Impl", "Util", "Utils", "Helper", "Base");
        assertThat(
                        HOUSE.stream()
                                .map(JavaClass::getSimpleName)
                                .filter(name -> endings.stream().anyMatch(name::endsWith)))
                .isEmpty();
    }

    private static long parameters(JavaConstructor constructor) {
        boolean inner =
                constructor.getOwner().isInnerClass()
                        && !constructor.getOwner().getModifiers().contains(JavaModifier.STATIC);
        return constructor.getRawParameterTypes().size() - (inner ? 1 : 0);
    }

    private static ArchCondition<JavaField> beFinal() {
        return new ArchCondition<>("be final") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean holds =
                        field.getModifiers().contains(JavaModifier.FINAL)
                                || field.getName().startsWith("$");
                events.add(
                        new SimpleConditionEvent(
                                field, holds, field.getFullName() + " is static and not final"));
            }
        };
    }

    private static String[] othersThan(String station) {
        return Stream.concat(
                        STATIONS.stream().filter(other -> !other.equals(station)), Stream.of("app"))
                .map(other -> "dev.duru." + other + "..")
                .toArray(String[]::new);
    }
}
