//go:build long

package ui

import (
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"ringback/ui/desk"
	"ringback/ui/remains"
)

// TestNothingIsRememberedByTheWindow: when the outcome is gone from the view, nothing of it is
// reachable from the window, neither from visible nor from hidden widgets. An environment variable
// makes the toolkit's caches keep nothing; TestWhatWasPaintedIsForgotten is about them.
func TestNothingIsRememberedByTheWindow(t *testing.T) {
	if os.Getenv("FYNE_CACHE") == "" {
		// Now and then a buffer in use lies where something lay before, and was not wiped. It does
		// so in one process of many; what is referred to is there in each.
		for range 3 {
			again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
			again.Env = append(os.Environ(), "FYNE_CACHE=1ns")
			said, err := again.CombinedOutput()
			if err == nil {
				return
			}
			t.Logf("%v\n%s", err, said)
		}
		t.Error("it is there in three processes")
		return
	}
	var texts remains.Texts
	w, d := open(t, emptyView(), plainShape())
	for _, shown := range []string{
		"filled-further", "filled-exact", "waiting", "other-person", "receipt", "claims-unverified", "claims-signature", "diagram-verified",
		"network", "network-hint", "network-revealed", "decoder-picked", "unfinished", "journal-record", "verified",
	} {
		all := samples()
		at := slices.IndexFunc(all, func(s sample) bool { return s.name == shown })
		if at < 0 {
			t.Fatalf("there is no sample %q", shown)
		}
		showSomebody(w, d, all[at], &texts)
	}
	look := func(when string, some bool) {
		t.Helper()
		found, err := texts.InHeap(t.TempDir())
		if err != nil || some != (len(found) > 0) {
			t.Errorf("%s there is %v, %v", when, found, err)
		}
	}
	done := func() {
		d.set(emptyView())
		d.forget()
		w.Changed()
		w.app.Clipboard().SetContent("")
		w.screen.form.paste.look()
	}
	w.present()
	look("before Done", true)
	done()                      // in the presentation, with the screen behind it
	w.window.Canvas().Capture() // the one painting, which has the toolkit look at its caches
	look("after Done", false)
}

// showSomebody draws a sample about a unique person.
func showSomebody(w *Window, d *fakeDesk, s sample, texts *remains.Texts) {
	id := uuid.NewString()
	name := "Navn " + strings.ReplaceAll(uuid.NewString(), "-", " ")
	texts.Note("UUID in "+s.name, id)
	texts.Note("name in "+s.name, name)
	with := strings.NewReplacer(samplePerson, id, sampleName, name)
	s.view = replaced(reflect.ValueOf(s.view), with).Interface().(desk.View)
	s.showIn(w, d)
}

// replaced copies a value, with texts replaced.
func replaced(v reflect.Value, with *strings.Replacer) reflect.Value {
	next := reflect.New(v.Type()).Elem()
	next.Set(v)
	switch v.Kind() {
	case reflect.String:
		next.SetString(with.Replace(v.String()))
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			inner := replaced(v.Elem(), with)
			if v.Kind() == reflect.Interface {
				next.Set(inner)
			} else {
				next.Set(reflect.New(v.Type().Elem()))
				next.Elem().Set(inner)
			}
		}
	case reflect.Slice:
		next.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			next.Index(i).Set(replaced(v.Index(i), with))
		}
	case reflect.Map:
		next.Set(reflect.MakeMap(v.Type()))
		for key, value := range v.Seq2() {
			next.SetMapIndex(key, replaced(value, with))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				next.Field(i).Set(replaced(v.Field(i), with))
			}
		}
	}
	return next
}
