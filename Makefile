# Two commands matter: "make run" and "make test". "make help" lists the others.
# What is longer than a line or two stands in the scripts of .build.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Fyne is declared as migrated to fyne.Do, see FyneApp.toml. Its caret doesn't blink: each step of a blink draws the whole
# window, a quarter of a core all day long where there is no graphics card.
TAGS := migrated_fynedo,no_animations
# Switches on the tests that need a real screen and a real keyring.
REAL := $(TAGS),realparts
# Everything but main builds without C and without a display.
PLAIN := ./assets/... ./ciba/... ./storage/... ./ui/...

# Builds the program without its window: no Fyne, no C.
CONSOLE := console

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
# Inputs for each fuzz target, or a time such as 1m.
FUZZTIME ?= 5000x
# Answers that "make walk" draws.
STEPS ?= 1000000

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: build ## open the window in the demo environment; without a display, play the tour and take pictures
	@.build/run

.PHONY: build
build: ready ## build the program as build/ringback
	go build -tags $(TAGS) -o build/ringback .

.PHONY: test
test: ready tools build ## everything continuous integration runs
	.build/check-format
	go vet -tags $(REAL) ./...
	CGO_ENABLED=0 go vet -tags $(CONSOLE) .
	.build/go-run $(STATICCHECK) -tags $(REAL) ./...
	CGO_ENABLED=0 .build/go-run $(STATICCHECK) -tags $(CONSOLE) .
	CGO_ENABLED=0 go test -tags $(TAGS) $(PLAIN)
	CGO_ENABLED=0 go build -tags $(CONSOLE) -o build/ringback-console .
	CGO_ENABLED=0 go test -tags $(CONSOLE) -parallel 8 .
	go test -race -tags $(TAGS) -timeout 30m ./...
	.build/with-keyring go test -tags $(REAL) -run Real ./storage/secrets
	.build/with-keyring .build/with-screen go test -tags $(REAL) -run 'Real|Page|Curl|Poppler' -timeout 30m ./ui ./ui/receipt ./ciba ./ciba/simulator
	.build/fuzz $(FUZZTIME)

.PHONY: fuzz
fuzz: ready ## feed each parser of foreign bytes for a while (FUZZTIME=1m)
	.build/fuzz $(FUZZTIME)

# In fake time: no display, no C and no network take part. What it finds names a seed that replays it in seconds.
.PHONY: walk
walk: ## a million random answers, from networks that fail and clocks that lie: nothing false may be verified (STEPS=100000)
	@.build/check-go
	CGO_ENABLED=0 go test -tags $(TAGS) ./ciba -count=1 -timeout 0 -v -run '^TestRandomWalk$$' -args -- -steps $(STEPS)

.PHONY: bench
bench: tools build ## measure
	go test -tags $(TAGS) -run '^$$' -bench . -benchmem ./...
	.build/bench-window

# The pictures are painted by the window's own code, without a display.
.PHONY: pictures
pictures: ready ## draw the pictures of the README, and every screen in both looks and languages into build/pictures
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -run '^TestScreenshots$$' -args -- -screenshots $(CURDIR)/assets/screenshots
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -timeout 30m -run '^Test(Presented)?Pictures$$' -args -- -pictures $(CURDIR)/build/pictures

.PHONY: lint
lint: ready ## the strict linters; the first time takes some minutes
	.build/go-run $(GOLANGCI) run

.PHONY: clean
clean: ## remove what was built
	rm -rf build

# What must be there before Go can build the window.
.PHONY: ready
ready:
	@.build/check-go
	@.build/install-packages build

# What the tests of the real parts need beside that.
.PHONY: tools
tools:
	@.build/install-packages test
