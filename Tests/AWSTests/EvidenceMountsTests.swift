import Document
import Foundation
import Rehearsal
import Testing

@testable import AWS

/// What a forensic instance does with the volumes that it is given, played with commands of our own.
struct EvidenceMountsTests {
    private static let volume = "vol-0123456789abcdef0"

    /// Each command that would touch a disk says what it was called with.
    private static let commands = """
        blockdev() { echo "blockdev $*"; }
        lsblk() { echo /dev/nvme1n1p1; echo /dev/nvme1n1p2; echo /dev/nvme1n1p3; }
        blkid() { case "$6" in *p1) echo ext4 ;; *p2) echo xfs ;; *) return 2 ;; esac; }
        mkdir() { echo "mkdir $*"; }
        mountpoint() { return 1; }
        mount() { echo "mount $*"; }
        readlink() { echo "readlink $2" >&2; echo /dev/null; }
        sleep() { :; }
        """

    private func play(_ script: String) async throws -> (output: String, error: String) {
        // A device that is there is /dev/null here: a character device.
        let told = script.replacing("[ -b ", with: "[ -c ")
        let program = try Program(
            "/bin/sh",
            ["-euc", Self.commands + "\n" + told],
            environment: [:]
        )
        #expect(await program.wait() == 0, "\(program.error)")
        return (program.output, program.error)
    }

    @Test func everyPartitionIsMountedForReadingAlone() async throws {
        let played = try await play(EvidenceMounts.script([Self.volume]))
        let place = "/evidence/\(Self.volume)"
        #expect(
            played.output.split(separator: "\n") == [
                "blockdev --setro /dev/null", "mkdir -p \(place)/nvme1n1p1",
                "mount -t ext4 -o ro,noload,noexec,nodev,nosuid /dev/nvme1n1p1 \(place)/nvme1n1p1",
                "mkdir -p \(place)/nvme1n1p2",
                "mount -t xfs -o ro,norecovery,nouuid,noexec,nodev,nosuid /dev/nvme1n1p2"
                    + " \(place)/nvme1n1p2",
            ]
        )
        let link = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0"
        #expect(played.error == "readlink \(link)\n")
    }

    @Test func whatIsNoIDIsNotRun() async throws {
        let played = try await play(
            EvidenceMounts.script(["vol-1'; echo harm; '", "$(echo harm)"])
        )
        #expect(played.output.isEmpty && played.error.isEmpty)
    }

    @Test func userDataIsTheScriptInBase64() throws {
        let bytes = try #require(Base64.decode(EvidenceMounts.userData([Self.volume])))
        #expect(String(decoding: bytes, as: UTF8.self) == EvidenceMounts.script([Self.volume]))
        // Amazon EC2 User Guide: user data has at most 16 KB.
        #expect(bytes.count < 16 << 10)
    }
}
