package main

import (
	"runtime/debug"
	"strings"
	"time"
)

// build is what Go recorded of the build of this program. Nothing else names its version.
type build struct {
	version string    // 0.1.0 for the tag v0.1.0, else what Go makes of the commit; dev without git
	commit  string    // the first twelve digits; "" without git
	at      time.Time // of the commit, UTC; zero without git
}

// thisBuild returns what Go recorded of this program.
func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{version: "dev"}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) build {
	b := build{version: strings.TrimPrefix(info.Main.Version, "v")}
	if b.version == "" || b.version == "(devel)" {
		b.version = "dev"
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.commit = setting.Value[:min(12, len(setting.Value))]
		case "vcs.time":
			b.at, _ = time.Parse(time.RFC3339, setting.Value) // zero if Go ever writes it otherwise
		}
	}
	return b
}

// versionText is the version of this program, such as 0.1.0.
func versionText() string { return thisBuild().version }

// showVersion writes version, commit and its day.
func (p program) showVersion() int {
	b := thisBuild()
	text := "Ringback " + b.version + "\n"
	if b.commit != "" {
		text += p.words.Text("about.commit", map[string]any{"Commit": b.commit, "Date": p.words.Date(b.at)}) + "\n"
	}
	return p.show(text)
}
