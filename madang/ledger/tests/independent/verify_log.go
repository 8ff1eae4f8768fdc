// Checks a copy of a Madang ledger with the Go project's own transparency log code, golang.org/x/mod/sumdb.
//
// Usage: verify_log DIR < claims.json
// DIR holds checkpoint, key and tile/. The claims are proofs as the API gives them. Exits 0 if everything fits.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type claims struct {
	Old         string   `json:"old"` // an earlier signed checkpoint
	Consistency []string `json:"consistency"`
	Inclusions  []struct {
		Index  int64    `json:"index"`
		Entry  string   `json:"entry"`
		Hashes []string `json:"hashes"`
	} `json:"inclusions"`
}

type memory []tlog.Hash

func (kept memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(kept)) {
			return nil, fmt.Errorf("hash %d is beyond the log", index)
		}
		found = append(found, kept[index])
	}
	return found, nil
}

func must(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func hashOf(text string) tlog.Hash {
	content, err := base64.StdEncoding.DecodeString(text)
	must("hash", err)
	if len(content) != tlog.HashSize {
		must("hash", fmt.Errorf("%d bytes", len(content)))
	}
	var hash tlog.Hash
	copy(hash[:], content)
	return hash
}

func hashesOf(texts []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, text := range texts {
		hashes = append(hashes, hashOf(text))
	}
	return hashes
}

func open(signed string, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	must("checkpoint", err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must("checkpoint", fmt.Errorf("origin %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must("size", err)
	return tlog.Tree{N: size, Hash: hashOf(lines[2])}
}

func encoded(number int64) string {
	path := fmt.Sprintf("%03d", number%1000)
	for number >= 1000 {
		number /= 1000
		path = fmt.Sprintf("x%03d/%s", number%1000, path)
	}
	return path
}

func file(level string, number int64, width int64) string {
	path := filepath.Join("tile", level, encoded(number))
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

func entries(dir string, size int64) [][]byte {
	var all [][]byte
	for number := int64(0); number*256 < size; number++ {
		width := size - number*256
		if width > 256 {
			width = 256
		}
		content, err := os.ReadFile(filepath.Join(dir, file("entries", number, width)))
		must("bundle", err)
		for len(content) > 0 {
			length := int(binary.BigEndian.Uint16(content))
			all = append(all, content[2:2+length])
			content = content[2+length:]
		}
	}
	return all
}

func checkTiles(dir string, size int64, kept memory) {
	for level := 0; size>>(8*uint(level)) > 0; level++ {
		count := size >> (8 * uint(level))
		for number := int64(0); number*256 < count; number++ {
			width := count - number*256
			if width > 256 {
				width = 256
			}
			tile := tlog.Tile{H: 8, L: level, N: number, W: int(width)}
			expected, err := tlog.ReadTileData(tile, kept)
			must("tile", err)
			found, err := os.ReadFile(filepath.Join(dir, file(strconv.Itoa(level), number, width)))
			must("tile", err)
			if !bytes.Equal(found, expected) {
				must("tile", fmt.Errorf("level %d number %d differs", level, number))
			}
		}
	}
}

func main() {
	dir := os.Args[1]
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	must("key", err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	must("key", err)
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must("checkpoint", err)
	tree := open(string(signed), verifier)

	var kept memory
	for index, entry := range entries(dir, tree.N) {
		hashes, err := tlog.StoredHashes(int64(index), entry, kept)
		must("entry", err)
		kept = append(kept, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, kept)
	must("root", err)
	if root != tree.Hash {
		must("root", fmt.Errorf("%v is not %v", root, tree.Hash))
	}
	checkTiles(dir, tree.N, kept)

	var claimed claims
	must("claims", json.NewDecoder(os.Stdin).Decode(&claimed))
	for _, one := range claimed.Inclusions {
		leaf := tlog.RecordHash([]byte(one.Entry))
		must("inclusion", tlog.CheckRecord(hashesOf(one.Hashes), tree.N, tree.Hash, one.Index, leaf))
	}
	old := open(claimed.Old, verifier)
	must("consistency", tlog.CheckTree(hashesOf(claimed.Consistency), tree.N, tree.Hash, old.N, old.Hash))
	fmt.Printf("%d entries, %d inclusions, consistent from %d\n", tree.N, len(claimed.Inclusions), old.N)
}
