package native

import (
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// newWindow shows a window, and takes what Windows tells it until the test ends.
func newWindow(t *testing.T) uintptr {
	t.Helper()
	made, end, ended := make(chan uintptr), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the window belongs to the thread
		window := create()
		made <- window
		defer ask("DestroyWindow", window)
		for {
			select {
			case <-end:
				return
			default:
				takeMessages()
			}
		}
	}()
	window := <-made
	t.Cleanup(func() { close(end); <-ended })
	if window == 0 {
		t.Fatal("nothing shows windows here")
	}
	return window
}

// ask calls a function of Windows.
func ask(name string, arguments ...uintptr) uintptr {
	answer, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc(name).Call(arguments...)
	return answer
}

func create() uintptr {
	const visible, overlapped = 0x10000000, 0x00CF0000 // WS_…
	class, err := windows.UTF16PtrFromString("STATIC")
	if err != nil {
		return 0
	}
	return ask("CreateWindowExW", 0, uintptr(unsafe.Pointer(class)), 0, visible|overlapped, 300, 200, 400, 300, 0, 0, 0, 0)
}

// takeMessages waits a moment for messages to the windows of this thread, and takes them.
func takeMessages() {
	const moment, all, remove = 20, 0x04FF, 1 // ms, QS_ALLINPUT, PM_REMOVE
	ask("MsgWaitForMultipleObjects", 0, 0, 0, moment, all)
	var message [64]byte // MSG has 48
	at := uintptr(unsafe.Pointer(&message))
	for ask("PeekMessageW", at, 0, 0, 0, remove) != 0 {
		ask("DispatchMessageW", at)
	}
	runtime.KeepAlive(&message)
}

// TestTheStatesOfAWindow: Windows is asked for what the toolkit lacks, and gives it.
func TestTheStatesOfAWindow(t *testing.T) {
	window := newWindow(t)
	before, ok := PlaceOf(window, patience)
	if !ok || before.X < 300 || before.Y <= 200 || before.Full || before.Maximised {
		t.Errorf("it is at %+v, %v", before, ok)
	}
	if err := Maximise(window, patience); err != nil {
		t.Fatal(err)
	}
	await(t, "a window that is maximised", func() bool {
		now, ok := PlaceOf(window, patience)
		return ok && now.Full && now.Maximised
	})
	const minimise, restore = 6, 9 // SW_…
	ask("ShowWindowAsync", window, minimise)
	await(t, "a window that is nowhere", func() bool {
		_, ok := PlaceOf(window, patience)
		return !ok
	})
	for range 2 { // maximised, and then as it was
		ask("ShowWindowAsync", window, restore)
		await(t, "a window that isn't minimised", func() bool { return ask("IsIconic", window) == 0 })
	}
	await(t, "the window where it was", func() bool {
		now, ok := PlaceOf(window, patience)
		return ok && now == before
	})

	topmost := func() bool {
		const extended, above = ^uintptr(19), 0x0008 // GWL_EXSTYLE, -20; WS_EX_TOPMOST
		return ask("GetWindowLongW", window, extended)&above != 0
	}
	const top, keepSize, keepPlace = ^uintptr(0), 0x0001, 0x0002 // HWND_TOPMOST, -1; SWP_…
	ask("SetWindowPos", window, top, 0, 0, 0, 0, keepSize|keepPlace)
	if !topmost() {
		t.Error("the toolkit's way keeps it above")
	}
	if err := EndAbove(window, patience); err != nil {
		t.Fatal(err)
	}
	await(t, "others that may cover it", func() bool { return !topmost() })
	if now, _ := PlaceOf(window, patience); now != before {
		t.Errorf("that moved it from %+v to %+v", before, now)
	}

	for _, urgent := range []bool{true, false, false} {
		if err := SetUrgent(window, urgent, patience); err != nil {
			t.Errorf("urgent %v: %v", urgent, err)
		}
	}
}

// TestAWindowThatIsGone has no states.
func TestAWindowThatIsGone(t *testing.T) {
	const gone = 0x7ffe
	if place, ok := PlaceOf(gone, patience); ok {
		t.Errorf("it is at %+v", place)
	}
	if EndAbove(gone, patience) == nil || Maximise(gone, patience) == nil {
		t.Error("it is placed")
	}
	if err := SetUrgent(gone, true, patience); err != nil {
		t.Error(err)
	}
}

// TestTheScreenOfATitleBar asks Windows for its screens.
func TestTheScreenOfATitleBar(t *testing.T) {
	const width, height = 0, 1 // SM_CXSCREEN, SM_CYSCREEN
	wide, high := int(ask("GetSystemMetrics", width)), int(ask("GetSystemMetrics", height))
	areShown(t, []titleBar{
		{name: "in the middle", at: Place{X: 300, Y: 200}, width: 400, want: true},
		{name: "partly at the left", at: Place{X: -170, Y: 200}, width: 400, want: true},
		{name: "at the left", at: Place{X: -380, Y: 200}, width: 400},
		{name: "on a screen that is gone", at: Place{X: wide + 300, Y: 200}, width: 400},
		{name: "below", at: Place{X: 300, Y: high + 40}, width: 400},
		{name: "above", at: Place{X: 300, Y: -5}, width: 400},
	})
}
