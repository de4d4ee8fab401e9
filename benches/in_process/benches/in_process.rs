//! Criterion's view of the hot paths: `cargo bench -p ldaplab-benches`, with `-- --save-baseline NAME` and `-- --baseline NAME`.

use criterion::{Criterion, criterion_group, criterion_main};
use ldaplab_benches::HOT_PATHS;

fn hot_paths(criterion: &mut Criterion) {
    for path in HOT_PATHS {
        let mut once = path.ready();
        criterion.bench_function(path.name, |bencher| bencher.iter(&mut once));
    }
}

criterion_group!(benches, hot_paths);
criterion_main!(benches);
