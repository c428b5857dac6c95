//go:build realparts && linux

package ui_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The tests of the real window: the built program on a virtual screen with a window manager, driven
// by real keys and a real mouse. Each test has its own screen, home and clipboard, so tests can run
// in parallel.
//
// Packages: xvfb openbox xdotool xclip x11-utils imagemagick zbar-tools dbus gnome-keyring
// libsecret-tools. RINGBACK_PICTURES=FOLDER keeps a picture of each state there.

// patience bounds each wait. It is long because the machine may be busy; a test that passes doesn't
// use it up.
const patience = 40 * time.Second

// screen is a virtual screen with a window manager and a home directory.
type screen struct {
	t      testing.TB
	home   string
	config string // the folder of environments.toml and settings.toml
	env    []string
	// manager is the window manager; nil without a screen.
	manager *exec.Cmd
}

// newScreen starts a screen of a size in pixels. further are arguments of Xvfb. A key that is held
// isn't repeated, unless "r" is among them: on a busy machine a short press can take long.
func newScreen(t testing.TB, width, height int, further ...string) *screen {
	t.Helper()
	needs(t, "Xvfb", "openbox", "xdotool", "xclip", "xprop", "import")
	s := newHome(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	arguments := []string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-dpi", "96", "-nolisten", "tcp", "-noreset", "-r"}
	server := exec.Command("Xvfb", append(arguments, further...)...)
	server.ExtraFiles = []*os.File{write}
	begin(t, server)
	write.Close()
	number, err := io.ReadAll(io.LimitReader(read, 4)) // ends with the line, or with Xvfb
	if strings.TrimSpace(string(number)) == "" {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	s.env = append(s.env, "DISPLAY=:"+strings.TrimSpace(string(number)))
	manager := exec.Command("openbox")
	manager.Env = append([]string{"XDG_CACHE_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()}, s.env...)
	begin(t, manager)
	s.manager = manager
	until(t, "a window manager", func() bool {
		return strings.Contains(s.try("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "window id")
	})
	return s
}

// newHome returns a home without a screen.
func newHome(t testing.TB) *screen {
	t.Helper()
	home := t.TempDir()
	s := &screen{t: t, home: home, config: filepath.Join(home, ".config", "ringback")}
	run := filepath.Join(home, ".run")
	for _, folder := range []string{run, filepath.Join(home, ".cache"), filepath.Join(home, ".config")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + run,
		"LANG=en_DK.UTF-8", "DBUS_SESSION_BUS_ADDRESS=disabled:",
	}
	return s
}

// needs skips a test where a program that it uses isn't installed.
func needs(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s isn't installed", program)
		}
	}
}

// begin starts a command and ends it with the test.
func begin(t testing.TB, command *exec.Cmd) {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
}

// until waits for something that happens outside.
func until(t testing.TB, what string, reached func() bool) {
	t.Helper()
	if !within(t, patience, reached) {
		t.Fatalf("waited %v in vain for %s", patience, what)
	}
}

// within reports whether something happens within a time limit. It checks twenty times a second.
func within(t testing.TB, limit time.Duration, reached func() bool) bool {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for !reached() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// settings writes the settings file.
func (s *screen) settings(text string) { s.write("settings.toml", text) }

// write writes a file of the configuration folder and returns its path.
func (s *screen) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.config, name)
	if err := os.MkdirAll(s.config, 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// command returns a command with this home and screen.
func (s *screen) command(name string, arguments ...string) *exec.Cmd {
	command := exec.Command(name, arguments...)
	command.Env, command.Dir = s.env, s.home
	return command
}

// do runs a command that must succeed and returns its output.
func (s *screen) do(name string, arguments ...string) string {
	s.t.Helper()
	output, err := s.command(name, arguments...).Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			s.t.Fatalf("%s %v: %v\n%s", name, arguments, err, failed.Stderr)
		}
		s.t.Fatalf("%s %v: %v", name, arguments, err)
	}
	return strings.TrimSpace(string(output))
}

// try runs a command that may fail.
func (s *screen) try(name string, arguments ...string) string {
	output, _ := s.command(name, arguments...).Output()
	return strings.TrimSpace(string(output))
}

// key presses keys one after the other, named as in xdotool: "ctrl+Return".
func (s *screen) key(keys ...string) {
	s.t.Helper()
	s.do("xdotool", append([]string{"key"}, keys...)...)
}

// paste puts a text on the clipboard and pastes it where the focus is.
func (s *screen) paste(text string) {
	s.t.Helper()
	s.copy(text)
	s.key("ctrl+v")
}

// copy puts a text on the clipboard. On a busy machine xclip ends before it has done so, and what
// was copied before would be pasted.
func (s *screen) copy(text string) {
	s.t.Helper()
	copying := s.command("xclip", "-selection", "clipboard")
	copying.Stdin = strings.NewReader(text)
	if err := copying.Run(); err != nil {
		s.t.Fatal(err)
	}
	until(s.t, "the clipboard", func() bool {
		return s.try("xclip", "-selection", "clipboard", "-out") == strings.TrimSpace(text)
	})
}

// click clicks in a window.
func (s *screen) click(window string, at image.Point) {
	s.t.Helper()
	s.do("xdotool", "mousemove", "--window", window, fmt.Sprint(at.X), fmt.Sprint(at.Y), "click", "1")
}

// picture returns a picture of a window without its frame and without what lies over it.
func (s *screen) picture(window string) image.Image {
	s.t.Helper()
	var shot []byte
	until(s.t, "a picture", func() (taken bool) { // none can be taken while the window comes or moves
		var err error
		shot, err = s.command("import", "-silent", "-window", window, "png:-").Output()
		return err == nil
	})
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		s.t.Fatal(err)
	}
	return img
}

// keep saves a picture to look at, if RINGBACK_PICTURES is set.
func (s *screen) keep(window, name string) {
	s.t.Helper()
	folder := os.Getenv("RINGBACK_PICTURES")
	if folder == "" {
		return
	}
	<-time.After(time.Second) // titles appear before the pixels
	var shot bytes.Buffer
	if err := png.Encode(&shot, s.picture(window)); err != nil {
		s.t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		s.t.Fatal(err)
	}
	name = strings.NewReplacer("/", "-", " ", "-", "×", "x").Replace(name)
	if err := os.WriteFile(filepath.Join(folder, name+".png"), shot.Bytes(), 0o600); err != nil {
		s.t.Fatal(err)
	}
}
