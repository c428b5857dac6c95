//go:build realparts && linux

package ui_test

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// soon is how fast a program that can't start must say so.
const soon = 15 * time.Second

// refuses checks that the program says why it can't start, and ends.
func (p *program) refuses(status int, says ...string) {
	p.t.Helper()
	if !within(p.t, soon, p.over) {
		p.t.Fatal("the program goes on")
	}
	if got := p.status(); got != status {
		p.t.Errorf("exit status %d, want %d", got, status)
	}
	for _, want := range says {
		if !strings.Contains(p.output.String(), want) {
			p.t.Errorf("it doesn't say %q:\n%s", want, p.output.String())
		}
	}
}

func TestRealNoDisplay(t *testing.T) {
	t.Parallel()
	s := newHome(t)
	p := s.start()
	p.refuses(2, "There is no screen to open a window on. Use “ringback verify” to work without one.")
	if lines := strings.Count(strings.TrimSpace(p.output.String()), "\n"); lines > 0 {
		t.Errorf("more than a sentence:\n%s", p.output.String())
	}
	s.leavesOnly(leftLog) // it says why the start failed

	s.env = append(s.env, "DISPLAY=:59999") // no display is there
	s.start().refuses(2, "There is no screen to open a window on.")
	s.env = append(s.env, "LANG=da_DK.UTF-8")
	s.start().refuses(2, "Der er ingen skærm at åbne et vindue på.")
}

func TestRealNoOpenGL(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1024, 768, "-extension", "GLX")
	s.start().refuses(2, "OpenGL 2.1 is missing. Install a graphics driver, or use “ringback verify”.")
}

// TestRealOldOpenGL: only the toolkit finds out. The variable stands in for OpenGL 1.1, which is
// what Windows has without a driver.
func TestRealOldOpenGL(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1024, 768)
	s.env = append(s.env, "MESA_GL_VERSION_OVERRIDE=1.4")
	s.start().refuses(2, "OpenGL 2.1 is missing. Install a graphics driver, or use “ringback verify”.")
	s.probes(`{"display":"x11","renderer":"","version":"","problem":"no_opengl"}`)
}

// probes checks the line that doctor reads.
func (s *screen) probes(want string) {
	s.t.Helper()
	p := s.start("-probe")
	p.refuses(0)
	if got := strings.TrimSpace(p.output.String()); got != want {
		s.t.Errorf("%s, want %s", got, want)
	}
}

// TestRealDeadWindowManager: it can't tidy up when it is killed, and the toolkit aborts on what it
// leaves.
func TestRealDeadWindowManager(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1024, 768)
	named := strings.Fields(s.do("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))
	if err := s.manager.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of its window", func() bool { return s.command("xprop", "-id", named[len(named)-1]).Run() != nil })
	if left := s.try("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"); !strings.Contains(left, "window id") {
		t.Fatalf("it left nothing: %s", left)
	}
	p := s.start("-separate")
	until(t, "the window", func() bool {
		return s.try("xdotool", "search", "--onlyvisible", "--name", "^Ringback") != "" || p.over()
	})
	if p.over() {
		t.Errorf("the program ended with %d", p.status())
	}
}

// TestRealNoSeat: a Wayland compositor without keyboard and mouse, where the toolkit's C code would
// end the process.
func TestRealNoSeat(t *testing.T) {
	t.Parallel()
	needs(t, "weston")
	s := newHome(t)
	compositor := s.command("weston", "--backend=headless-backend.so", "--socket=headless", "--idle-time=0")
	begin(t, compositor)
	s.env = append(s.env, "WAYLAND_DISPLAY=headless")
	until(t, "the compositor", func() bool {
		_, err := os.Stat(filepath.Join(s.home, ".run", "headless"))
		return err == nil
	})
	s.start().refuses(2, "This desktop (Wayland) has neither a keyboard nor a mouse")
	s.probes(`{"display":"wayland","renderer":"","version":"","problem":"no_seat"}`)
}

func TestRealBrokenFiles(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	const public = "https://broker.example/op"
	line := func(environment, line string) string { return environment + line + "\n" }
	for name, c := range map[string]struct {
		file string
		says []string
	}{
		"no TOML": {"[[environment]\nid=", []string{"environments.toml, line 2", "not TOML; correct the line"}},
		"a secret": {
			line(ownEnvironment(public), `client_secret = "`+secret+`"`),
			[]string{"environments.toml, line 10", "client_secret", "remove it here", "keyring"},
		},
		"a secret, broken": {line(ownEnvironment(public), `client_secret = "`+secret), []string{"environments.toml, line 10"}},
		"an unknown key": {
			line(ownEnvironment(public), `isuer = "`+secret+`"`),
			[]string{"environments.toml, line 10", "isuer", "unknown key; check its spelling"},
		},
		"a reserved id": {
			strings.Replace(ownEnvironment(public), `"own"`, `"pp"`, 1),
			[]string{"environments.toml, line 2", "reserved for a built-in environment; choose another id"},
		},
		"http, public host": {
			ownEnvironment("http://broker.example/op"),
			[]string{"environments.toml, line 6", "issuer", "must begin with https://"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newHome(t)
			s.write("environments.toml", c.file)
			for _, arguments := range [][]string{nil, {"verify"}} {
				p := s.start(arguments...)
				p.refuses(2, c.says...)
				p.tellsNothingSaid(secret)
			}
		})
	}
	t.Run("an unknown environment", func(t *testing.T) {
		for _, arguments := range [][]string{{"-environment", "nosuch"}, {"verify", "-environment", "nosuch"}} {
			newHome(t).start(arguments...).refuses(2, `there is no environment "nosuch". There are: demo, pp, production`)
		}
	})
	t.Run("a file that isn't there", func(t *testing.T) {
		newHome(t).start("-environments", "/nonexistent/environments.toml").refuses(2, "/nonexistent/environments.toml", "there is no such file; check the path")
	})
}

// tellsNothingSaid is tellsNothing for the output alone.
func (p *program) tellsNothingSaid(confidential string) {
	p.t.Helper()
	if found := disguised(p.output.String(), confidential); found != "" {
		p.t.Errorf("it says %q:\n%s", found, p.output.String())
	}
}

// chooseLight picks the light theme with the mouse and the keyboard.
func (p *program) chooseLight() {
	p.t.Helper()
	size := p.picture().Bounds().Size()
	p.click(p.window, image.Pt(size.X-153, 28)) // the menu
	// above the way out, which is last in the menu: high contrast, dark, light
	p.key("Up", "Up", "Up", "Up", "Return")
}

// TestRealBrokenSettings starts with settings that can't be read, and keeps them when it writes new
// ones.
func TestRealBrokenSettings(t *testing.T) {
	t.Parallel()
	const broken = "theme = \"dark\nlanguage"
	s := newScreen(t, 1440, 900)
	s.settings(broken)
	p := s.open()
	until(t, "a notice", func() bool { return hasNotice(p.picture(), neutralGrounds) || hasNotice(p.picture(), badGrounds) })
	p.keep(p.window, "settings-broken")
	p.chooseLight()
	until(t, "new settings", func() bool {
		content, err := os.ReadFile(filepath.Join(s.config, "settings.toml"))
		return err == nil && strings.Contains(string(content), `theme = "light"`)
	})
	if kept, err := os.ReadFile(filepath.Join(s.config, "settings.toml.bak")); string(kept) != broken {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// TestRealFullDisk fills the file system with the settings on it.
func TestRealFullDisk(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	folder := filepath.Join(s.home, "tiny")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a separate file system can't be mounted here: %s", output)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "--lazy", folder).Run() })
	s.env, s.config = append(s.env, "XDG_CONFIG_HOME="+folder), filepath.Join(folder, "ringback")
	const old = "language = \"en\"\n"
	s.settings(old)
	if err := os.WriteFile(filepath.Join(folder, "full"), make([]byte, 1<<20), 0o600); err == nil {
		t.Fatal("a megabyte fits into 64 kB")
	}
	p := s.open()
	p.chooseLight()
	until(t, "a notice", func() bool { return hasNotice(p.picture(), badGrounds) })
	p.keep(p.window, "disk-full")
	if content, err := os.ReadFile(filepath.Join(s.config, "settings.toml")); string(content) != old {
		t.Errorf("the old settings: %q, %v", content, err)
	}
	p.typeAndStart()
	p.reaches("Waiting")
}

// typeAndStart continues with a request after the mouse was used elsewhere: it brings the focus
// back with Tab.
func (p *program) typeAndStart() {
	p.t.Helper()
	for range stops {
		p.key("ctrl+a")
		p.paste(simulator.DocumentedPerson)
		if within(p.t, time.Second, func() bool { _, ok := filledButton(p.picture(), inForm); return ok }) {
			p.key("ctrl+Return")
			return
		}
		p.key("Tab")
	}
	p.t.Fatal("there is no field for the person")
}

// TestRealSmallScreen verifies a person on the smallest supported screens.
func TestRealSmallScreen(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1024, 600}, {1280, 800}} {
		for _, theme := range []string{"light", "dark"} {
			name := fmt.Sprintf("%d×%d %s", size[0], size[1], theme)
			t.Run(name, func(t *testing.T) {
				s := newScreen(t, size[0], size[1])
				s.settings(fmt.Sprintf("theme = %q\n", theme))
				p := s.open()
				until(t, "a window that fits", func() bool {
					shown := p.picture().Bounds()
					return shown.Dx() <= size[0] && shown.Dy() <= size[1]
				})
				p.keep(p.window, name+" 1 idle")
				p.fill(simulator.DocumentedPerson)
				p.keep(p.window, name+" 2 filled")
				p.key("ctrl+Return")
				p.reaches("Waiting")
				p.keep(p.window, name+" 3 waiting")
				p.approve()
				p.reaches("Verified")
				p.waitFor("Done", anywhere) // below the tabs in a low window
				p.keep(p.window, name+" 4 verified")
			})
		}
	}
}
