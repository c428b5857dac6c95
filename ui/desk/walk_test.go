package desk

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
)

// walk visits everything in a value. It follows pointers, and visits maps in the order of their
// keys.
func walk(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	visit(path, v)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), path, visit)
		}
	case reflect.Struct:
		if v.CanConvert(reflect.TypeFor[time.Time]()) { // or a type derived from it
			return
		}
		for i := range v.NumField() {
			walk(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, key := range keys {
			walk(v.MapIndex(key), fmt.Sprintf("%s[%v]", path, key), visit)
		}
	}
}

// dump prints a view, to be compared with a later print.
func dump(view View) string {
	var b strings.Builder
	walk(reflect.ValueOf(view), "view", func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			if v.CanConvert(reflect.TypeFor[time.Time]()) {
				fmt.Fprintf(&b, "%s = %s\n", path, v.Convert(reflect.TypeFor[time.Time]()))
			}
		case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Array, reflect.Map:
		default:
			fmt.Fprintf(&b, "%s = %v\n", path, v)
		}
	})
	return b.String()
}

// textsIn collects all texts in a view.
func textsIn(view View) []Text {
	var texts []Text
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				visit(v.Elem())
			}
		case reflect.Struct:
			if v.CanConvert(reflect.TypeFor[time.Time]()) || v.CanConvert(reflect.TypeFor[mitid.CPR]()) {
				return
			}
			if text, ok := reflect.TypeAssert[Text](v); ok && !text.IsZero() {
				texts = append(texts, text)
			}
			for i := range v.NumField() {
				visit(v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				visit(v.MapIndex(key))
			}
		}
	}
	visit(reflect.ValueOf(view))
	return texts
}

// TestViewsNeverChange: an early view is the same after everything else has happened on the desk.
func TestViewsNeverChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type early struct {
			view View
			was  string
		}
		var kept []early
		var b *bench
		b = newBench(t, plan{broker: simulator.Options{Scenario: simulator.SlowDown}, options: func(o *Options) {
			changed := o.Changed
			o.Changed = func() {
				changed()
				if b != nil {
					v := b.View()
					kept = append(kept, early{v, dump(v)})
				}
			}
		}})
		b.verify(mette)
		methods := everyMethod()
		for _, name := range slices.Sorted(maps.Keys(methods)) {
			if call := methods[name]; call != nil {
				call(b.Desk)
				b.pass(2 * time.Second)
			}
		}
		b.CloseEditor()
		b.until("idle again", func(v View) bool { b.Cancel(); b.Done(); return v.State == Idle })
		b.SelectEnvironment("pp")
		b.SelectEnvironment("demo") // with an empty form
		b.verify(mette)
		b.pass(doneDelay)
		b.Done()
		b.SelectEnvironment("production")
		b.pass(2 * time.Second)
		b.SubmitSetup(SetupInput{})
		b.SubmitSetup(good())
		b.pass(time.Minute)
		if len(kept) < 30 {
			t.Fatalf("only %d views", len(kept))
		}
		for i, e := range kept {
			if now := dump(e.view); now != e.was {
				t.Fatalf("view %d of %d has changed from\n%s\nto\n%s", i, len(kept), e.was, now)
			}
		}
	})
}
