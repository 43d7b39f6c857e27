package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Attributes;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.OciException;
import dev.duru.oci.OciJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Says what differs between any two releases of a project. */
final class CompareReleases {
    private final Database database;
    private final Specs specs;
    private final DeliveryViews views;
    private final DeliveryPorts ports;

    CompareReleases(Database database, Specs specs, DeliveryViews views, DeliveryPorts ports) {
        this.database = database;
        this.specs = specs;
        this.views = views;
        this.ports = ports;
    }

    ReleaseDiff between(ProjectName project, long first, long second) {
        Release from = database.read(sql -> new DeliveryStore(sql).known(project, first));
        Release to = database.read(sql -> new DeliveryStore(sql).known(project, second));
        List<ReleaseDiff.Layer> layers = new ArrayList<>();
        String note = "";
        if (from.digest().equals(to.digest())) {
            note = "same";
        } else {
            try {
                layers.addAll(layers(layersOf(from), layersOf(to)));
            } catch (ProblemException e) {
                note = e.detail();
            }
        }
        return new ReleaseDiff(
                views.release(from),
                views.release(to),
                ports.commits().between(project, from.commit(), to.commit()),
                ports.commits().between(project, to.commit(), from.commit()),
                configuration(from, to),
                layers,
                note);
    }

    private List<ReleaseDiff.Difference> configuration(Release from, Release to) {
        Map<String, String> before =
                Attributes.of(specs.declared(from.environment(), from.config()));
        Map<String, String> after = Attributes.of(specs.declared(to.environment(), to.config()));
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name ->
                        new ReleaseDiff.Difference(
                                name, before.getOrDefault(name, ""), after.getOrDefault(name, "")))
                .toList();
    }

    private List<Descriptor> layersOf(Release release) {
        try {
            return OciJson.readManifest(
                                    ports.images().manifest(release.repository(), release.digest()),
                                    null)
                            instanceof ImageManifest image
                    ? image.layers()
                    : List.of();
        } catch (OciException e) {
            throw ProblemException.user(
                    "the image " + release.digest() + " cannot be read: " + e.getMessage());
        }
    }

    /** The layers of the second image, and those of the first that it has not. */
    static List<ReleaseDiff.Layer> layers(List<Descriptor> before, List<Descriptor> after) {
        List<ReleaseDiff.Layer> all = new ArrayList<>();
        for (Descriptor layer : after) {
            all.add(layer(layer, has(before, layer) ? "kept" : "added"));
        }
        for (Descriptor layer : before) {
            if (!has(after, layer)) {
                all.add(layer(layer, "removed"));
            }
        }
        return all;
    }

    private static boolean has(List<Descriptor> layers, Descriptor wanted) {
        return layers.stream().anyMatch(layer -> layer.digest().equals(wanted.digest()));
    }

    private static ReleaseDiff.Layer layer(Descriptor layer, String change) {
        return new ReleaseDiff.Layer(layer.digest().toString(), layer.size(), change);
    }
}
